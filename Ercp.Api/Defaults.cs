using System.Globalization;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Errors;
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

        var headers = edge.Security.Headers;
        headers["X-Frame-Options"] = "SAMEORIGIN";
        headers["X-XSS-Protection"] = "1; mode=block";
        edge.Security.StrictTransportSecurity = "max-age=31536000";
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
