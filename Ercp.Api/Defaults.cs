using System.Globalization;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Errors;
using Platform.ServiceDefaults.RateLimiting;
using Platform.ServiceDefaults.Security;
using Platform.ServiceDefaults.Settings;

namespace Ercp.Api;

/// <summary>The edge of this service, from its documented settings.</summary>
internal static class Defaults
{
    /// <summary>Fills the options; faults are reported by the start.</summary>
    public static void Configure(EdgeOptions edge, SettingsReader settings)
    {
        var auth = edge.Auth;
        auth.OpenInDevelopmentWithoutSecret = true;
        auth.Roles["user"] = ["run", "generate", "verify", "trace"];
        auth.Roles["readonly"] = ["trace"];
        auth.ReadKeys(settings, "ERCP_API_KEYS");
        auth.ReadJwtSecret(settings, "JWT_SECRET_KEY", "JWT_SECRET");
        auth.Jwt.Lifetime = TimeSpan.FromMinutes(settings.Number("ACCESS_TOKEN_EXPIRE_MINUTES", 1440, 1, 525_600));
        auth.FailureCounter = "ercp_auth_failures_total";

        var problems = edge.Problems;
        problems.MalformedStatus = StatusCodes.Status422UnprocessableEntity;
        problems.RuleCodes[FaultCodes.Required] = "missing";
        problems.Codes[SharedCodes.RateLimited] = "rate_limit_exceeded";
        problems.Customize = Shape;

        edge.RateLimits.RejectionCounter = "ercp_rate_limit_rejections_total";
        edge.RateLimits.Policies[RateLimitOptions.Default] = RatePolicy.Sliding(new RateWindow(
            settings.Number("RATE_LIMIT_REQUESTS", 100, 1),
            TimeSpan.FromSeconds(settings.Number("RATE_LIMIT_WINDOW", 60, 1, 86_400))));

        edge.Audit.LogRequests = true;
        edge.Requests.MaxBodyBytes = settings.Number("MAX_REQUEST_SIZE", 1_048_576, 1);
        edge.Requests.Timeout = TimeSpan.FromSeconds(300);
        Protect(edge.Security, settings);
    }

    private static void Protect(SecurityOptions security, SettingsReader settings)
    {
        security.Headers["X-Frame-Options"] = "SAMEORIGIN";
        security.Headers["X-XSS-Protection"] = "1; mode=block";
        security.StrictTransportSecurity = "max-age=31536000";
        SecurityOptions.ReadNetworks(settings, "TRUSTED_PROXIES", security.TrustedProxies);
        SecurityOptions.ReadNetworks(settings, "IP_ALLOWLIST", security.AllowedAddresses);
        if (settings.IsProduction)
        {
            security.AllowHosts(settings.List("ALLOWED_HOSTS", "localhost"));
        }

        var cors = security.CrossOrigin;
        cors.SetMethods("GET", "POST", "OPTIONS");
        cors.AllowCredentials = settings.Flag("CORS_ALLOW_CREDENTIALS", true);
        cors.AddHeaders(settings.List("CORS_ALLOWED_HEADERS"));
        cors.ReadOrigins(settings, "CORS_ORIGINS", "http://localhost:3000", "http://localhost:8080");
    }

    // The clients of the seed read error and message, and for a 422 a list of {loc, msg, type} in detail.
    private static void Shape(ProblemContext problem)
    {
        problem.Set("error", problem.Code);
        problem.Set("message", problem.Error.Title);
        if (problem.Faults.Count > 0)
        {
            problem.Set("detail", problem.Faults.Select(fault => new
            {
                loc = Location(fault),
                msg = fault.Message,
                type = problem.CodeOf(fault),
            }));
        }
    }

    private static IEnumerable<object> Location(FieldFault fault) => fault.Path
        .Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries)
        .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? (object)index : part)
        .Prepend(fault.In);
}
