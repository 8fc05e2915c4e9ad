using System.Collections.Frozen;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Http;

/// <summary>What a caller can do about each code, where the error itself says nothing more to the point.</summary>
internal static class ProblemTips
{
    private const string Fallback = "GET /docs shows the fields of every route with their ranges.";
    private const string Later = "Wait for the seconds in Retry-After.";

    private static readonly FrozenDictionary<string, string> Tips = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["AUTH.FORBIDDEN"] = "Use a key whose role allows this.",
        ["AUTH.REQUIRED"] = "Send a key of EPHEMERIS_API_KEYS as X-API-Key or Authorization: Bearer.",
        ["AYANAMSHA.REQUIRED"] = "GET /v1/ayanamsas lists the ids.",
        ["AYANAMSHA.UNSUPPORTED"] = "GET /v1/ayanamsas lists the ids.",
        ["BODIES.UNSUPPORTED"] = "GET /v1/kernels lists what is loaded.",
        ["COMPUTE.CONVERGENCE_FAILED"] = "Fetch the kernel again and compare its SHA-256.",
        ["COMPUTE.EPHEMERIS_ERROR"] = "Report the request_id to whoever runs the service.",
        ["FEATURE.DISABLED"] = "The setting named in detail switches it on.",
        ["GEOCODE.NOT_FOUND"] = "Try a more specific or a different name.",
        ["INPUT.INVALID_FORMAT"] = "Send one JSON object with Content-Type: application/json.",
        ["KERNELS.CORRUPTION"] = "Fetch the kernel again and compare its SHA-256.",
        ["KERNELS.NOT_AVAILABLE"] = "Set KERNEL_PATH to a folder with kernels, or KERNEL_DOWNLOAD=true.",
        ["KERNELS.UNSUPPORTED_SEGMENT"] = "GET /v1/kernels says which segments are evaluated.",
        ["RANGE.EPHEMERIS_OUTSIDE"] = "Ask for an instant inside the coverage, or load a kernel that reaches further.",
        ["RATE.LIMITED"] = Later,
        ["SERVICE.OVERLOADED"] = Later,
        ["SERVICE.TIMEOUT"] = "Ask for less at once, or raise REQUEST_TIMEOUT.",
        ["SERVICE.UNAVAILABLE"] = "GET /health says what is away; try again later.",
        ["SYSTEM.INCOMPATIBLE"] = "Leave one of the two out.",
        ["TIME.RESOLUTION_FAILED"] = "Use parity_profile strict_history for dates before 1970.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The code that all faults of a request share; null when they differ or there are none.</summary>
    public static string? Shared(IReadOnlyList<FieldFault> faults, Func<FieldFault, string> codeOf)
    {
        var codes = faults.Select(codeOf).Distinct(StringComparer.Ordinal).Take(2).ToList();
        return codes is [var only] ? only : null;
    }

    /// <summary>The tip of a code.</summary>
    public static string Of(string code) => Tips.GetValueOrDefault(code, Fallback);
}
