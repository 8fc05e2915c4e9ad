using Microsoft.Extensions.Logging;

namespace Platform.ServiceDefaults.Redaction;

/// <summary>
/// Stands before every log provider, whichever they are: message, values, scopes and exceptions are masked once, before
/// the console, OTLP or any other provider sees them.
/// </summary>
internal sealed class RedactingLoggerFactory(ILoggerFactory inner) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new RedactingLogger(inner.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();

    private sealed class RedactingLogger(ILogger inner) : ILogger
    {
        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => state is IReadOnlyList<KeyValuePair<string, object?>>
                ? inner.BeginScope(LogState.Of(state, state.ToString() ?? ""))
                : inner.BeginScope(Redactor.Redact(state.ToString() ?? ""));

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!inner.IsEnabled(logLevel))
            {
                return;
            }

            var masked = LogState.Of(state, formatter(state, exception));
            inner.Log(logLevel, eventId, masked, RedactedException.Of(exception), static (kept, _) => kept.ToString());
        }
    }
}
