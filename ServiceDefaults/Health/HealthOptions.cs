using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.ServiceDefaults.Health;

/// <summary>Where health is answered, in what shape, and how often it is really looked at.</summary>
public sealed class HealthOptions
{
    /// <summary>Tag of checks that readiness depends on. Checks without any tag get it.</summary>
    public const string ReadyTag = "ready";

    /// <summary>Tag of checks that look at nothing outside the process.</summary>
    public const string LiveTag = "live";

    /// <summary>How long a result is reused, so that polling costs nothing. Default 1 s; a bad result a quarter of it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan CacheFor { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Time limit of a check that names none itself. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan CheckTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Paths answering all checks. 200 for healthy and degraded, 503 for unhealthy.</summary>
    public IList<string> HealthPaths { get; } = ["/health"];

    /// <summary>Paths answering the checks tagged <see cref="ReadyTag"/>, and 503 while the process drains.</summary>
    public IList<string> ReadyPaths { get; } = ["/health/ready"];

    /// <summary>Paths answering the checks tagged <see cref="LiveTag"/>.</summary>
    public IList<string> LivePaths { get; } = ["/health/live", "/alive"];

    /// <summary>
    /// Writes the body for <see cref="HealthPaths"/>; the status code is set already and may be changed. A service whose
    /// contract shows a body of its own puts its writer here.
    /// </summary>
    public Func<HttpContext, HealthReport, Task> WriteHealth { get; set; } = HealthBody.WriteAsync;

    /// <summary>Writes the body for <see cref="ReadyPaths"/>, as above.</summary>
    public Func<HttpContext, HealthReport, Task> WriteReady { get; set; } = HealthBody.WriteAsync;

    /// <summary>Writes the body for <see cref="LivePaths"/>, as above.</summary>
    public Func<HttpContext, HealthReport, Task> WriteLive { get; set; } = HealthBody.WriteAsync;
}
