using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.ServiceDefaults.Memory;
using ServiceDefaults.Tests.Fakes;

namespace ServiceDefaults.Tests.Memory;

public sealed class StartupCollectionTests
{
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch);
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);

    [Fact]
    public async Task StartupCollection_SettledAfterTheStart_CollectsWhatTheStartLeft()
    {
        var left = LeaveInTheOldestGeneration();
        using var collection = new StartupCollection(_lifetime, _time);
        await collection.StartAsync(TestContext.Current.CancellationToken);
        _lifetime.NotifyStarted();
        while (_time.NextDue is null)
        {
            await Task.Yield();
        }

        _time.Advance(StartupCollection.Settled);
        await collection.ExecuteTask!;

        Assert.False(left.IsAlive);
    }

    [Fact]
    public async Task StartupCollection_StoppedBeforeTheStartEnded_EndsWithoutWaiting()
    {
        using var collection = new StartupCollection(_lifetime, _time);
        await collection.StartAsync(TestContext.Current.CancellationToken);

        await collection.StopAsync(TestContext.Current.CancellationToken);

        Assert.True(collection.ExecuteTask!.IsCanceled);
    }

    // In a frame of its own, so that no register holds the object.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LeaveInTheOldestGeneration()
    {
        var reference = new WeakReference(new object());
        Promote(reference);
        return reference;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Promote(WeakReference reference)
    {
        var held = reference.Target;
        GC.Collect();
        GC.Collect();
        Assert.Equal(GC.MaxGeneration, GC.GetGeneration(held!));
    }
}
