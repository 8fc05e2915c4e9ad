using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

/// <summary>What the host writes into the resources' console logs.</summary>
internal static partial class RunLog
{
    [LoggerMessage(1, LogLevel.Information, "[host] process {ProcessId} started: {CommandLine}")]
    internal static partial void ProcessStarted(ILogger logger, int processId, string commandLine);

    [LoggerMessage(2, LogLevel.Information, "[host] process {ProcessId} ended with code {ExitCode}")]
    internal static partial void ProcessEnded(ILogger logger, int processId, int exitCode);

    [LoggerMessage(3, LogLevel.Error, "[host] failed: {Reason}")]
    internal static partial void ResourceFailed(ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Error, "[host] broke down")]
    internal static partial void ResourceBroke(ILogger logger, Exception exception);

    [LoggerMessage(5, LogLevel.Information, "[host] restarting in {Delay}")]
    internal static partial void Restarting(ILogger logger, TimeSpan delay);

    [LoggerMessage(6, LogLevel.Error, "[host] a ready handler failed and is tried again")]
    internal static partial void ReadyHandlerFailed(ILogger logger, Exception exception);
}
