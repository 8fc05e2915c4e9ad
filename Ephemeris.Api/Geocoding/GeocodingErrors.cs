using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Geocoding;

/// <summary>A search that cannot be made.</summary>
public sealed record SearchInvalid(string Problem) : Error(400, "INPUT.INVALID", "Invalid search", Problem);

/// <summary>The provider knows no such place.</summary>
public sealed record PlaceNotFound(string Query) : Error(
    400, "GEOCODE.NOT_FOUND", "Location not found", $"q '{Query}' names no place that the provider knows")
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, object?> Extensions =>
        new Dictionary<string, object?> { ["tip"] = "Try a more specific or a different name." };
}

/// <summary>There is no provider, or it does not answer.</summary>
public sealed record GeocodingUnavailable(string Problem) : Error(503, "SERVICE.UNAVAILABLE", "Place search is unavailable", Problem)
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, object?> Extensions =>
        new Dictionary<string, object?> { ["tip"] = "Give coordinates, or set GEOCODING_BASE_URL." };
}

/// <summary>The provider took too long.</summary>
public sealed record GeocodingTimedOut(double Seconds) : Error(
    504, "SERVICE.TIMEOUT", "Place search took too long", FormattableString.Invariant($"the provider gave no answer within {Seconds} s"));
