using System.Globalization;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Charts;

/// <summary>A field of a chart request that cannot be used.</summary>
public sealed record ChartInputInvalid(string Field, string Problem, string FailureCode = "INPUT.INVALID", int FailureStatus = 422) : Error(
    FailureStatus, FailureCode, "Invalid chart request", $"{Field} {Problem}");

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
