using System.Globalization;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Charts;

/// <summary>The house system has no cusps at the place.</summary>
public sealed record HousesUndefined(string System, double LatitudeDeg) : Error(
    422,
    "INPUT.INVALID",
    "The house system is undefined at this latitude",
    string.Create(
        CultureInfo.InvariantCulture,
        $"latitude {LatitudeDeg} is polar: {System} houses are undefined beyond the polar circles (|latitude| > {Houses.PolarLimitDeg})"))
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, object?> Extensions =>
        new Dictionary<string, object?> { ["tip"] = "Use whole-sign, equal or porphyry." };
}
