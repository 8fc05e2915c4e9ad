using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Running;

/// <summary>How the run ended, for the process's exit code.</summary>
internal sealed class RunOutcome(IHostApplicationLifetime lifetime)
{
    private string? _failure;

    /// <summary>Why the application cannot run; null while it can.</summary>
    internal string? Failure => _failure;

    /// <summary>The application cannot run: keeps the first reason and stops everything in order.</summary>
    internal void Fail(string reason)
    {
        if (Interlocked.CompareExchange(ref _failure, reason, null) is null)
        {
            lifetime.StopApplication();
        }
    }
}
