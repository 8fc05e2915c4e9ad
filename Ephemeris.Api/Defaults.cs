using Ephemeris.Api.Gateway;
using Ephemeris.Api.Http;
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
    /// <summary>Fills the options; faults are reported by the start.</summary>
    public static void Configure(EdgeOptions edge, SettingsReader settings)
    {
        var auth = edge.Auth;
        auth.OpenInDevelopmentWithoutSecret = true;
        auth.ReadKeys(settings, "EPHEMERIS_API_KEYS");
        auth.ReadJwtSecret(settings, "JWT_SECRET");

        Limit(edge, settings);
        Protect(edge.Security, settings);

        Name(edge.Problems);
        edge.Problems.Customize = AddTip;
    }

    // What ServiceDefaults finds goes by the contract's own codes.
    private static void Name(ProblemOptions problems)
    {
        var codes = problems.Codes;
        codes[SharedCodes.Unauthenticated] = codes[SharedCodes.TokenExpired] = "AUTH.REQUIRED";
        codes[SharedCodes.Forbidden] = codes[SharedCodes.AddressRefused] = "AUTH.FORBIDDEN";
        codes[SharedCodes.Invalid] = codes[SharedCodes.BadRequest] = "INPUT.INVALID";
        codes[SharedCodes.NotFound] = codes[SharedCodes.MethodNotAllowed] = "INPUT.INVALID";
        codes[SharedCodes.InvalidHost] = codes[SharedCodes.InvalidOrigin] = "INPUT.INVALID";
        codes[SharedCodes.PayloadTooLarge] = "INPUT.INVALID";
        codes[SharedCodes.Malformed] = codes[SharedCodes.UnsupportedMediaType] = codes[SharedCodes.NotAcceptable] = "INPUT.INVALID_FORMAT";
        codes[SharedCodes.RateLimited] = "RATE.LIMITED";
        codes[SharedCodes.Busy] = "SERVICE.OVERLOADED";
        codes[SharedCodes.Draining] = codes[SharedCodes.Unavailable] = codes[SharedCodes.AuditUnavailable] = "SERVICE.UNAVAILABLE";
        codes[SharedCodes.Timeout] = "SERVICE.TIMEOUT";
        codes[SharedCodes.Internal] = "COMPUTE.EPHEMERIS_ERROR";
        problems.RuleCodes[FaultCodes.Required] = "INPUT.MISSING_REQUIRED";
        problems.RuleCodes[FaultCodes.Type] = problems.RuleCodes[FaultCodes.Json] = "INPUT.INVALID_FORMAT";
        problems.RuleCodes[FaultCodes.Rule] = "INPUT.INVALID";
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
        security.CrossOrigin.AddHeaders([RoutingWish.Header, "If-None-Match"]);
        security.CrossOrigin.ReadOrigins(
            settings, "ALLOWED_ORIGINS", settings.IsDevelopment ? ["http://localhost:3000"] : []);
    }

    private static void AddTip(ProblemContext problem)
    {
        if (problem.Error is InvalidRequest && problem.Http.GetEndpoint()?.Metadata.GetMetadata<MalformedFields>() is not null)
        {
            problem.Http.Response.StatusCode = StatusCodes.Status400BadRequest;
            problem.Problem.Status = StatusCodes.Status400BadRequest;
        }

        // Faults of one kind give the whole its code: an unknown body is BODIES.UNSUPPORTED, whichever route finds it.
        if (ProblemTips.Shared(problem.Faults, problem.CodeOf) is { } code)
        {
            problem.Problem.Extensions["code"] = code;
            problem.Problem.Type = "urn:problem:ephemeris:" + code;
        }

        problem.Http.RequestServices.GetService<EphemerisMetrics>()?.Error(problem.Code);
        if (problem.Code == "RANGE.EPHEMERIS_OUTSIDE")
        {
            problem.Http.RequestServices.GetService<RequestWindow>()?.Outside();
        }

        problem.Problem.Extensions.TryAdd("tip", ProblemTips.Of(problem.Code));
    }
}
