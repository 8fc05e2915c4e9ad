using Microsoft.AspNetCore.WebUtilities;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Auth;
using Platform.ServiceDefaults.Errors;
using Platform.ServiceDefaults.RateLimiting;
using Platform.ServiceDefaults.Security;
using Platform.ServiceDefaults.Settings;

namespace Alcs.Api;

/// <summary>The edge of this service, from its documented settings.</summary>
internal static class Defaults
{
    /// <summary>Fills the options; faults are reported by the start.</summary>
    public static void Configure(EdgeOptions edge, SettingsReader settings)
    {
        var auth = edge.Auth;
        auth.IsEnabled = settings.Flag("ENABLE_AUTHENTICATION", true);
        auth.OpenInDevelopmentWithoutSecret = settings.Text("ENABLE_AUTHENTICATION") is null;
        auth.Roles["admin:*"] = [Caller.AllPermissions];
        auth.Roles["read"] = ["session:read", "analysis:read"];
        auth.Roles["write"] = ["session:create", "session:update", "session:delete"];
        auth.Roles["execute"] = ["analysis:run"];
        auth.ReadKey(settings, "API_KEY");
        auth.ReadKeys(settings, "API_KEYS");
        auth.ReadJwtSecret(settings, "JWT_SECRET");
        auth.Jwt.Issuer = "alcs-auth";
        auth.Jwt.Audience = "alcs-api";
        auth.Jwt.Skew = TimeSpan.FromSeconds(30);
        auth.UnnamedKeyDigits = 16;
        auth.AcceptApiKeyScheme = true;
        auth.RefuseWrongCredentialsAnywhere = true;
        auth.Challenge = "Bearer realm=\"ALCS\", charset=\"UTF-8\"";
        auth.MissingMessage = auth.InvalidMessage = "Valid authentication required";
        auth.FailureCounter = "alcs_authentication_failures_total";
        if (auth.IsEnabled && settings.Text("ENABLE_AUTHENTICATION") is not null && auth.Keys.Count == 0 && !auth.Jwt.IsEnabled)
        {
            settings.Fault("ENABLE_AUTHENTICATION needs one of API_KEY, API_KEYS and JWT_SECRET to be set.");
        }

        Limit(edge, settings);
        SecurityOptions.ReadNetworks(settings, "TRUSTED_PROXIES", edge.Security.TrustedProxies);
        edge.Security.CrossOrigin.ReadOrigins(settings, "ALLOWED_ORIGINS");

        var problems = edge.Problems;
        problems.RequestIdMember = "correlationId";
        problems.Codes[SharedCodes.Unauthenticated] = "unauthorized";
        problems.Codes[SharedCodes.TokenExpired] = "unauthorized";
        problems.Codes[SharedCodes.Malformed] = "malformed_json";
        problems.RuleCodes[FaultCodes.Json] = "INVALID_FORMAT";
        problems.RuleCodes[FaultCodes.Type] = "INVALID_TYPE";
        problems.RuleCodes[FaultCodes.Required] = "REQUIRED_FIELD";
        problems.RuleCodes[FaultCodes.Rule] = "CUSTOM_VALIDATION_FAILED";
        problems.Customize = Shape;
    }

    private static void Limit(EdgeOptions edge, SettingsReader settings)
    {
        var limits = edge.RateLimits;
        limits.IsEnabled = settings.Flag("ENABLE_RATE_LIMITING", settings.IsProduction);
        limits.CountCallersOfOperations = true;
        limits.Reset = ResetFormat.Iso8601;
        limits.RejectionCounter = "alcs_rate_limit_exceeded_total";
        limits.Message = decision =>
            FormattableString.Invariant($"Rate limit exceeded. Try again in {decision.RetryAfterSeconds} seconds.");
        limits.Exempt.UnionWith(settings.List("RATE_LIMIT_WHITELIST"));
        limits.Policies[RateLimitOptions.Default] = RatePolicy.Whole(
            settings.Number("RATE_LIMIT_MAX_REQUESTS", 100, 1),
            TimeSpan.FromMilliseconds(settings.Number("RATE_LIMIT_WINDOW_MS", 60_000, 1)));

        edge.Requests.MaxBodyBytes = settings.Number("MAX_REQUEST_BODY_BYTES", 1_048_576, 1);
        edge.Requests.MaxConcurrent = settings.Number("MAX_CONCURRENT_REQUESTS", 50, 1);
        edge.Requests.Timeout = TimeSpan.FromMilliseconds(settings.Number("REQUEST_TIMEOUT", 30_000, 1));
    }

    private static void Shape(ProblemContext problem)
    {
        problem.Set("error", ReasonPhrases.GetReasonPhrase(problem.Problem.Status ?? 500));
        problem.Set("message", problem.Error.Detail);
        if (problem.Error is RateLimited { Decision: var decision })
        {
            problem.Set("retryAfter", decision.RetryAfterSeconds);
            problem.Set("limit", decision.Window.Limit);
        }

        if (problem.Faults.Count > 0)
        {
            problem.Set("details", problem.Faults.Select(fault => new
            {
                field = fault.Path,
                message = fault.Message,
                code = problem.CodeOf(fault),
            }));
        }
    }
}
