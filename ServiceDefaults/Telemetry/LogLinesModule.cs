using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>
/// Console logs: JSON lines, readable lines in Development. <c>LOG_FORMAT</c> (json, text) and <c>LOG_LEVEL</c> (trace,
/// debug, info, warn, error) decide; the framework's own formatter names <c>json</c> and <c>simple</c> mean the same.
/// </summary>
internal static class LogLinesModule
{
    // These log a line or more per request, query or call; what a service does, it logs itself.
    private static readonly string[] Chatty = ["Microsoft.AspNetCore", "Npgsql", "System.Net.Http.HttpClient"];

    internal static void AddLogLines(this WebApplicationBuilder builder)
    {
        var wanted = Blank(builder.Configuration["LOG_FORMAT"]) ?? Blank(builder.Configuration["Logging:Console:FormatterName"]);
        var format = wanted?.ToUpperInvariant() switch
        {
            "JSON" => JsonLines.FormatName,
            "TEXT" or "SIMPLE" => TextLines.FormatName,
            null => builder.Environment.IsDevelopment() ? TextLines.FormatName : JsonLines.FormatName,
            _ => wanted,
        };
        builder.Services.AddOptions<LogLineOptions>();
        builder.Services.AddSingleton<ConsoleFormatter, JsonLines>();
        builder.Services.AddSingleton<ConsoleFormatter, TextLines>();
        builder.Services.PostConfigure<ConsoleLoggerOptions>(options => options.FormatterName = format);
        if (Level(builder.Configuration["LOG_LEVEL"]) is { } level)
        {
            builder.Settle("Logging:LogLevel:Default", level.ToString());
        }

        foreach (var category in Chatty)
        {
            var key = $"Logging:LogLevel:{category}";
            if (builder.Configuration[key] is null)
            {
                builder.Settle(key, nameof(LogLevel.Warning));
            }
        }
    }

    private static LogLevel? Level(string? name) => name?.Trim().ToUpperInvariant() switch
    {
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "INFO" or "INFORMATION" => LogLevel.Information,
        "WARN" or "WARNING" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "CRITICAL" or "FATAL" => LogLevel.Critical,
        _ => null,
    };

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
