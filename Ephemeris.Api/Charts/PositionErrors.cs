using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Charts;

/// <summary>A field of a positions request that cannot be used; v1.1 answered 400 throughout.</summary>
public sealed record PositionsInvalid(string FailureCode, string Field, string Problem) : Error(
    400, FailureCode, "Invalid positions request", $"{Field} {Problem}");
