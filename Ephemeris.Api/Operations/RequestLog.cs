using Platform.ServiceDefaults.Settings;

namespace Ephemeris.Api.Operations;

/// <summary>Whether each request leaves a line.</summary>
public sealed class RequestLogOptions
{
    /// <summary><c>ENABLE_REQUEST_LOGGING</c>. Default true; the lines are of level info.</summary>
    public bool IsEnabled { get; private set; } = true;

    /// <summary>Copies the settings.</summary>
    internal static void Read(RequestLogOptions options, SettingsReader settings) =>
        options.IsEnabled = settings.Flag("ENABLE_REQUEST_LOGGING", true);
}

/// <summary>One line per request: method, path without query, status, duration and id; none for what probes ask every second.</summary>
internal sealed partial class RequestLog(
    Microsoft.Extensions.Options.IOptions<RequestLogOptions> options, ILogger<RequestLog> log, TimeProvider clock) : IStartupFilter
{
    private static readonly string[] Probes = ["/health", "/metrics", "/alive"];

    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        if (options.Value.IsEnabled)
        {
            app.Use(WriteAsync);
        }

        next(app);
    };

    private async Task WriteAsync(HttpContext context, RequestDelegate next)
    {
        var start = clock.GetTimestamp();
        await next(context).ConfigureAwait(false);
        if (log.IsEnabled(LogLevel.Information) && !Array.Exists(Probes, probe => context.Request.Path.StartsWithSegments(probe, StringComparison.Ordinal)))
        {
            var milliseconds = clock.GetElapsedTime(start).TotalMilliseconds;
            Answered(log, context.Request.Method, context.Request.Path, context.Response.StatusCode, milliseconds, context.TraceIdentifier);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Method} {Path} {Status} {Milliseconds:F2} ms [{RequestId}]")]
    private static partial void Answered(ILogger log, string method, PathString path, int status, double milliseconds, string requestId);
}
