using Ephemeris.Api.Operations;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Errors;
using Platform.ServiceDefaults.RateLimiting;
using Platform.ServiceDefaults.Security;
using Platform.ServiceDefaults.Settings;

namespace Ephemeris.Api;

/// <summary>The edge of this service, from its documented settings.</summary>
internal static class Defaults
{
    private static readonly Dictionary<string, string> Tips = new(StringComparer.Ordinal)
    {
        ["AYANAMSHA.UNSUPPORTED"] = "GET /v1/ayanamsas lists the ids.",
        ["BODIES.UNSUPPORTED"] = "GET /v1/kernels lists what is loaded.",
        ["RANGE.EPHEMERIS_OUTSIDE"] = "Ask for an instant inside the coverage, or load a kernel that reaches further.",
        ["KERNELS.NOT_AVAILABLE"] = "Set KERNEL_PATH to a folder with kernels, or KERNEL_DOWNLOAD=true.",
        ["KERNELS.CORRUPTION"] = "Fetch the kernel again and compare its SHA-256.",
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

        Limit(edge, settings);
        Protect(edge.Security, settings);

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
        var rules = edge.Problems.RuleCodes;
        rules[FaultCodes.Required] = "INPUT.MISSING_REQUIRED";
        rules[FaultCodes.Type] = "INPUT.INVALID_FORMAT";
        rules[FaultCodes.Json] = "INPUT.INVALID_FORMAT";
        rules[FaultCodes.Rule] = "INPUT.INVALID";
        edge.Problems.Customize = AddTip;
    }

    private static void Limit(EdgeOptions edge, SettingsReader settings)
    {
        var limits = edge.RateLimits;
        limits.IsEnabled = !settings.Flag("DISABLE_RATE_LIMIT", false);
        limits.ByAddress = true;
        limits.KeyPrefix = "rl";
        limits.Message = _ => "rate limit exceeded";
        Add(RateLimitOptions.Default, "RATE_LIMIT_DEFAULT", "100/minute");
        Add("calculate", "RATE_LIMIT_CALCULATE", "10/minute");
        Add("timesolve", "RATE_LIMIT_TIMESOLVE", "60/minute");
        Add("geocode", "GEOCODING_RATE_LIMIT", "10/minute");

        edge.Requests.MaxBodyBytes = settings.Number("MAX_REQUEST_SIZE", 1_048_576, 1);
        edge.Requests.Timeout = TimeSpan.FromSeconds(settings.Number("REQUEST_TIMEOUT", 30, 1, 3600));
        edge.Requests.MaxConcurrent = settings.Number("MAX_CONCURRENT_REQUESTS", 100, 1);

        void Add(string policy, string setting, string fallback)
        {
            if (settings.Rate(setting, fallback) is { } rate)
            {
                limits.Policies[policy] = RatePolicy.Fixed(rate.Limit, rate.Length);
            }
        }
    }

    private static void Protect(SecurityOptions security, SettingsReader settings)
    {
        if (settings.Flag("ENABLE_SECURITY_HEADERS", true))
        {
            var age = settings.Number("HSTS_MAX_AGE", 31_536_000);
            security.StrictTransportSecurity = FormattableString.Invariant($"max-age={age}; includeSubDomains; preload");
            security.StrictTransportSecurityAlways = true;
            security.Headers["Permissions-Policy"] = "geolocation=(), microphone=(), camera=(), payment=(), usb=()";
        }
        else
        {
            security.Headers.Clear();
            security.StrictTransportSecurity = null;
        }

        security.AllowHosts(settings.List("TRUSTED_HOSTS", "localhost", "127.0.0.1"));
        SecurityOptions.ReadNetworks(settings, "TRUSTED_PROXIES", security.TrustedProxies, "127.0.0.1", "::1");
        security.CrossOrigin.ReadOrigins(
            settings, "ALLOWED_ORIGINS", settings.IsDevelopment ? ["http://localhost:3000"] : []);
    }

    private static void AddTip(ProblemContext problem)
    {
        problem.Http.RequestServices.GetService<EphemerisMetrics>()?.Error(problem.Code);
        if (Tips.TryGetValue(problem.Code, out var tip))
        {
            problem.Problem.Extensions.TryAdd("tip", tip);
        }
    }
}
