using Ephemeris.Api.Kernels;
using Ephemeris.Api.Time;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Ephemeris.Api.Tests.Kernels;

public sealed class ConcurrencyTests
{
    // The contract's figure is a million states a thread; a tenth finds a race as surely and leaves the machine to others.
    private static readonly int StatesPerThread =
        int.TryParse(Environment.GetEnvironmentVariable("EPHEMERIS_STRESS_STATES"), out var states) ? states : 100_000;

    private static readonly int[] Bodies = [10, 301, 199, 299, 4, 5, 6, 7, 8, 9, 399];

    [Fact]
    public async Task State_SixteenThreadsWhileKernelsSwap_AreBitIdenticalToOne()
    {
        const int Threads = 16;
        var store = new KernelStore(Options.Create(new KernelOptions()), NullLogger<KernelStore>.Instance);
        var expected = Enumerable.Range(0, Threads).Select(seed => Checksum(() => store.Current, seed)).ToArray();
        using var done = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var swaps = 0;
        var swapper = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                // Freshly opened files: the old maps lose their last reference while others may still read them.
                store.Swap(new KernelSet([.. store.Current.Files.Select(file => KernelData.Open(file.Path))], []));
                GC.Collect();
                swaps++;
            }
        }, CancellationToken.None);
        var threads = Enumerable.Range(0, Threads)
            .Select(seed => Task.Factory.StartNew(
                () => Checksum(() => store.Current, seed), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default))
            .ToArray();
        var sums = await Task.WhenAll(threads);
        await done.CancelAsync();
        await swapper;
        Assert.Equal(expected, sums);
        Assert.True(swaps > 0);
    }

    [Fact]
    public void Reload_FileAppearsAndBreaks_OldCatalogueStaysInForce()
    {
        var folder = Directory.CreateTempSubdirectory("kernels").FullName;
        try
        {
            var options = new KernelOptions();
            typeof(KernelOptions).GetProperty(nameof(KernelOptions.Path))!.SetValue(options, folder);
            var store = new KernelStore(Options.Create(options), NullLogger<KernelStore>.Instance);
            var before = store.Current;
            File.WriteAllText(Path.Combine(folder, "broken.bsp"), "no kernel");
            var after = store.Reload();
            Assert.Equal("broken.bsp", Assert.Single(after.Rejected).Name);
            Assert.Equal(before.Digest, after.Digest);
            Assert.Same(before.Files[0], after.Files[0]);
            // A changed file under a known name fails its digest; the sound one that comes with the service stays.
            var bytes = File.ReadAllBytes(KernelData.Embedded("se431_asteroids_1900-2100.bsp"));
            bytes[^1]++;
            File.WriteAllBytes(Path.Combine(folder, "se431_asteroids_1900-2100.bsp"), bytes);
            var damaged = store.Reload();
            Assert.Equal(2, damaged.Rejected.Count);
            Assert.Equal(before.Digest, damaged.Digest);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ulong Checksum(Func<KernelSet> current, int seed)
    {
        var random = new Random(seed);
        var sum = 14695981039346656037UL;
        for (var i = 0; i < StatesPerThread; i++)
        {
            var body = Bodies[random.Next(Bodies.Length)];
            var time = EphemerisTime.FromTdb(JulianDate.From(2287185.0 + (random.NextDouble() * 401790.0)));
            Assert.True(current().Modern!.Catalog.State(body, 0, time).TryGet(out var state, out var error), error?.Detail);
            sum = (sum ^ BitConverter.DoubleToUInt64Bits(state.PositionKm.X)) * 1099511628211UL;
            sum = (sum ^ BitConverter.DoubleToUInt64Bits(state.VelocityKmS.Z)) * 1099511628211UL;
        }

        return sum;
    }
}
