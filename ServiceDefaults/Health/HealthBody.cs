using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.ServiceDefaults.Health;

/// <summary>The body of a health answer where a service's contract shows no other. Safe to expose.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="Service">Resource name of the service.</param>
/// <param name="Version">Version of the service.</param>
/// <param name="Timestamp">When it was answered, UTC.</param>
/// <param name="UptimeSeconds">Whole seconds since the process started.</param>
/// <param name="Checks">One entry per check, in the order of registration.</param>
public sealed record HealthBody(
    string Status, string Service, string Version, DateTime Timestamp, long UptimeSeconds, IReadOnlyList<HealthEntry> Checks)
{
    /// <summary>Description of a check whose store nobody configured: degraded, unless a service does without it.</summary>
    public const string NotConfigured = "not configured";

    private static readonly long Started = Process.GetCurrentProcess().StartTime.ToUniversalTime().Ticks;

    /// <summary>Builds the body of a report.</summary>
    public static HealthBody From(HealthReport report, ServiceIdentity service, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(report);
        var now = time.GetUtcNow().UtcDateTime;
        return new HealthBody(
            Name(report.Status),
            service.Name,
            service.Version,
            now,
            Math.Max(0, (now.Ticks - Started) / TimeSpan.TicksPerSecond),
            [.. report.Entries.Select(entry => HealthEntry.From(entry.Key, entry.Value))]);
    }

    /// <summary>A status as it stands in every health answer of the platform.</summary>
    public static string Name(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };

    internal static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var services = context.RequestServices;
        var body = From(report, services.GetRequiredService<ServiceIdentity>(), services.GetRequiredService<TimeProvider>());
        return context.Response.WriteAsJsonAsync(body, HealthJson.Default.HealthBody, cancellationToken: context.RequestAborted);
    }
}

/// <summary>One check of a health answer.</summary>
/// <param name="Name">Name of the check.</param>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="Detail">What is wrong, in words that reveal no address and no credential; null when all is well.</param>
/// <param name="DurationMs">How long the check took, in milliseconds.</param>
public sealed record HealthEntry(string Name, string Status, string? Detail, double DurationMs)
{
    // An exception's text names hosts, users and files: the log has it, an anonymous caller does not.
    internal static HealthEntry From(string name, HealthReportEntry entry) => new(
        name,
        HealthBody.Name(entry.Status),
        entry.Exception is null ? entry.Description : Sentence(entry.Exception),
        Math.Round(entry.Duration.TotalMilliseconds, 1));

    private static string Sentence(Exception failure) =>
        failure is TimeoutException or OperationCanceledException ? "no answer in time" : "not reachable";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HealthBody))]
internal sealed partial class HealthJson : JsonSerializerContext;
