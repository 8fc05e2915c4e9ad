using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Platform.Tests.Shared;

/// <summary>Keeps every line that a host logs, and every piece of text that a provider could write.</summary>
internal sealed class LogCollector : ILoggerProvider, ILogger
{
    public ConcurrentQueue<(LogLevel Level, string Message)> Lines { get; } = [];

    public ConcurrentQueue<string> Everything { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        Keep(state);
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Lines.Enqueue((logLevel, formatter(state, exception) + exception));
        Everything.Enqueue(formatter(state, exception) + exception);
        Keep(state);
    }

    private void Keep(object? state)
    {
        Everything.Enqueue(state?.ToString() ?? "");
        foreach (var (key, value) in state as IReadOnlyList<KeyValuePair<string, object?>> ?? [])
        {
            Everything.Enqueue($"{key}: {value}");
        }
    }

    public void Dispose()
    {
    }
}
