using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Holds the console log of every resource instance. Thread safe.</summary>
/// <param name="time">Clock of the lines' time stamps.</param>
public class ResourceLoggerService(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ConsoleLog> _logs = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Writes to a resource's console log.</summary>
    public ILogger GetLogger(IResource resource) => GetLogger(resource.Name);

    /// <summary>Writes to the console log of a resource or of one instance.</summary>
    public ILogger GetLogger(string resourceName) => new ConsoleLogger(Log(resourceName));

    /// <summary>The lines kept so far and then every new one, in batches, until completed or cancelled.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource) => WatchAsync(resource.Name);

    /// <inheritdoc cref="WatchAsync(IResource)"/>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName) => Log(resourceName).WatchAsync();

    /// <summary>The lines kept so far, in one batch.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(IResource resource) => GetAllAsync(resource.Name);

    /// <inheritdoc cref="GetAllAsync(IResource)"/>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(string resourceName) =>
        new[] { Log(resourceName).Snapshot() }.ToAsyncEnumerable();

    /// <summary>Ends the log of a resource: watchers see the rest and end.</summary>
    public void Complete(IResource resource) => Complete(resource.Name);

    /// <inheritdoc cref="Complete(IResource)"/>
    public void Complete(string name) => Log(name).Complete();

    /// <summary>Forgets the lines kept so far.</summary>
    public void ClearBacklog(string resourceName) => Log(resourceName).Clear();

    internal ConsoleLog Log(string id) => _logs.GetOrAdd(id, _ => new ConsoleLog(time));

    private sealed class ConsoleLogger(ConsoleLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var text = exception is null ? formatter(state, null) : $"{formatter(state, exception)}{Environment.NewLine}{exception}";
            log.Append(text, logLevel >= LogLevel.Error);
        }
    }
}

/// <summary>A line of a console log.</summary>
/// <param name="LineNumber">From 1.</param>
/// <param name="Content">Time stamp (UTC, ISO 8601), a space, and the text.</param>
/// <param name="IsErrorMessage">True: from standard error.</param>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);
