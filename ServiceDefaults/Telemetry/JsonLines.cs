using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Correlation;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>
/// One JSON object per line: timestamp, level (<c>debug|info|warn|error</c>), message, category, correlation id, trace
/// and span id, service, version, environment, then the values of the line and its scopes, then the exception.
/// </summary>
internal sealed class JsonLines(ServiceIdentity service, IOptions<LogLineOptions> options, TimeProvider time)
    : ConsoleFormatter(FormatName)
{
    internal const string FormatName = "platform-json";

    // Log lines are no HTML: what is readable stays readable.
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(
        in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            var written = new HashSet<string>(StringComparer.Ordinal);
            json.WriteStartObject();
            Text("timestamp", time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            Text("level", Level(logEntry.LogLevel));
            Text("message", logEntry.Formatter(logEntry.State, logEntry.Exception));
            Text("category", logEntry.Category);
            Text(options.Value.CorrelationField, CorrelationId.Current);
            Text("traceId", Activity.Current?.TraceId.ToHexString());
            Text("spanId", Activity.Current?.SpanId.ToHexString());
            Text("service", service.Name);
            Text("version", service.Version);
            Text("environment", service.Environment);
            Values(logEntry.State);
            scopeProvider?.ForEachScope((scope, self) => self(scope), (Action<object?>)Values);
            Text("exception", logEntry.Exception?.ToString());
            json.WriteEndObject();

            void Text(string name, string? value)
            {
                if (value is not null && written.Add(name))
                {
                    json.WriteString(name, value);
                }
            }

            void Values(object? pairs)
            {
                foreach (var (key, value) in pairs as IReadOnlyList<KeyValuePair<string, object?>> ?? [])
                {
                    // The framework's own scopes repeat the ids above under other names.
                    if (key is not ("{OriginalFormat}" or CorrelationScope.Key or "SpanId" or "TraceId" or "ParentId"))
                    {
                        Value(options.Value.FieldName(key), value);
                    }
                }
            }

            void Value(string name, object? value)
            {
                if (value is null || !written.Add(name))
                {
                    return;
                }

                switch (value)
                {
                    case bool flag: json.WriteBoolean(name, flag); break;
                    case int number: json.WriteNumber(name, number); break;
                    case long number: json.WriteNumber(name, number); break;
                    case double number when double.IsFinite(number): json.WriteNumber(name, number); break;
                    default: json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture)); break;
                }
            }
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };
}
