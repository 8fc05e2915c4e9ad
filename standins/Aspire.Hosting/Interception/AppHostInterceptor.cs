using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Interception;

/// <summary>
/// Lets a test hold the builder and the application that an AppHost's own entry point makes, on another thread of the
/// test's process.
/// </summary>
internal sealed class AppHostInterceptor(Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure) : IDisposable
{
    private static readonly AsyncLocal<AppHostInterceptor?> Ambient = new();

    private readonly TaskCompletionSource<DistributedApplicationBuilder> _builder = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _application = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _mayBuild = new();
    private bool _isAborted;

    /// <summary>The one that the code running now is under; null outside of tests.</summary>
    internal static AppHostInterceptor? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>The builder, once the entry point is about to build.</summary>
    internal Task<DistributedApplicationBuilder> Builder => _builder.Task;

    /// <summary>The application, once it is built.</summary>
    internal Task<DistributedApplication> Application => _application.Task;

    /// <summary>Ends when the test has disposed of the application: the entry point's <c>Run</c> returns then.</summary>
    internal Task Ended => _ended.Task;

    /// <summary>Called before the entry point's builder is made.</summary>
    internal void Configure(DistributedApplicationOptions options, HostApplicationBuilderSettings settings) => configure(options, settings);

    /// <summary>Called on the entry point's thread; holds it until the test builds.</summary>
    internal void Building(DistributedApplicationBuilder builder)
    {
        _builder.TrySetResult(builder);
        _mayBuild.Wait();
        if (_isAborted)
        {
            throw new HostAbortedException();
        }
    }

    /// <summary>Called on the entry point's thread.</summary>
    internal void Built(DistributedApplication application) => _application.TrySetResult(application);

    /// <summary>Lets the entry point build.</summary>
    internal void LetBuild() => _mayBuild.Set();

    /// <summary>The entry point ended, early if the test has not seen the application yet.</summary>
    internal void EntryPointEnded(Exception? exception)
    {
        var reason = exception ?? new InvalidOperationException("The AppHost's entry point ended without building an application.");
        _builder.TrySetException(reason);
        _application.TrySetException(reason);
    }

    /// <summary>Lets the entry point's <c>Run</c> return.</summary>
    internal void End() => _ended.TrySetResult();

    /// <summary>Ends an entry point that is still held.</summary>
    public void Dispose()
    {
        _isAborted = !_mayBuild.IsSet;
        _mayBuild.Set();
        End();
    }
}
