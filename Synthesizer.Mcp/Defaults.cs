using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Errors;
using Platform.ServiceDefaults.RateLimiting;
using Platform.ServiceDefaults.Settings;

namespace Synthesizer.Mcp;

/// <summary>The edge of this service, from its documented settings.</summary>
internal static class Defaults
{
    /// <summary>Fills the options; faults are reported by the start.</summary>
    public static void Configure(EdgeOptions edge, SettingsReader settings)
    {
        var auth = edge.Auth;
        auth.OpenInDevelopmentWithoutSecret = true;
        auth.ReadKey(settings, "SYNTH_API_KEY");
        auth.ReadJwtSecret(settings, "JWT_SECRET");

        edge.RateLimits.Policies[RateLimitOptions.Default] = RatePolicy.Bucket(
            settings.Number("INBOUND_RATE_LIMIT_PER_HOUR", 1000, 1),
            TimeSpan.FromHours(1),
            settings.Number("INBOUND_BURST", 100, 1));
        edge.Requests.Timeout = TimeSpan.FromSeconds(600);
        edge.Requests.RefuseWhileDraining = true;
        edge.Security.AllowHosts(settings.List("ALLOWED_HOSTS", "localhost", "127.0.0.1", "[::1]"));
        edge.Security.InvalidHostStatus = StatusCodes.Status403Forbidden;
        edge.Security.CheckOrigin = true;

        var problems = edge.Problems;
        problems.RequestIdMember = "correlation_id";
        problems.Codes[SharedCodes.Unauthenticated] = "AUTH_FAILED";
        problems.Codes[SharedCodes.TokenExpired] = "AUTH_FAILED";
        problems.Codes[SharedCodes.Forbidden] = "AUTH_FAILED";
        problems.Codes[SharedCodes.Invalid] = "INVALID_ARGUMENT";
        problems.Codes[SharedCodes.Malformed] = "INVALID_ARGUMENT";
        problems.Codes[SharedCodes.BadRequest] = "INVALID_ARGUMENT";
        problems.Codes[SharedCodes.RateLimited] = "RATE_LIMITED";
        problems.Codes[SharedCodes.Timeout] = "TIMEOUT";
        problems.Codes[SharedCodes.Draining] = "SHUTTING_DOWN";
        problems.Codes[SharedCodes.Internal] = "INTERNAL";
    }
}
