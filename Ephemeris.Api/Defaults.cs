using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Errors;
using Platform.ServiceDefaults.Settings;

namespace Ephemeris.Api;

/// <summary>The edge of this service, from its documented settings.</summary>
internal static class Defaults
{
    private static readonly Dictionary<string, string> Tips = new(StringComparer.Ordinal)
    {
        ["AUTH.REQUIRED"] = "Send a key of EPHEMERIS_API_KEYS as X-API-Key or Authorization: Bearer.",
        ["INPUT.INVALID"] = "Correct the fields listed in errors.",
        ["INPUT.INVALID_FORMAT"] = "Send one JSON object with Content-Type: application/json.",
        ["RATE.LIMITED"] = "Wait for the seconds in Retry-After.",
        ["SERVICE.OVERLOADED"] = "Wait for the seconds in Retry-After.",
    };

    /// <summary>Fills the options; faults are reported by the start.</summary>
    public static void Configure(EdgeOptions edge, SettingsReader settings)
    {
        var auth = edge.Auth;
        auth.OpenInDevelopmentWithoutSecret = true;
        auth.ReadKeys(settings, "EPHEMERIS_API_KEYS");
        auth.ReadJwtSecret(settings, "JWT_SECRET");

        var codes = edge.Problems.Codes;
        codes[SharedCodes.Unauthenticated] = "AUTH.REQUIRED";
        codes[SharedCodes.TokenExpired] = "AUTH.REQUIRED";
        codes[SharedCodes.Forbidden] = "AUTH.FORBIDDEN";
        codes[SharedCodes.Invalid] = "INPUT.INVALID";
        codes[SharedCodes.BadRequest] = "INPUT.INVALID";
        codes[SharedCodes.Malformed] = "INPUT.INVALID_FORMAT";
        codes[SharedCodes.RateLimited] = "RATE.LIMITED";
        codes[SharedCodes.Busy] = "SERVICE.OVERLOADED";
        codes[SharedCodes.Draining] = "SERVICE.UNAVAILABLE";
        codes[SharedCodes.Unavailable] = "SERVICE.UNAVAILABLE";
        codes[SharedCodes.Timeout] = "SERVICE.TIMEOUT";
        edge.Problems.Customize = AddTip;
    }

    private static void AddTip(ProblemContext problem)
    {
        if (Tips.TryGetValue(problem.Code, out var tip))
        {
            problem.Problem.Extensions.TryAdd("tip", tip);
        }
    }
}
