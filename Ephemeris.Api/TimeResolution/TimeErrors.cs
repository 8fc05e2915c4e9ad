using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.TimeResolution;

/// <summary>A field that cannot be read: malformed, so 400.</summary>
public sealed record TimeInputInvalid(string Field, string Problem, string FailureCode = "INPUT.INVALID") : Error(
    400, FailureCode, "Invalid time or place", $"{Field} {Problem}");

/// <summary>A field, or one of several, that must be there.</summary>
public sealed record TimeInputMissing(string Wanted) : Error(
    400, "INPUT.MISSING_REQUIRED", "Time or place is missing", $"{Wanted} is required");

/// <summary>The profile refuses the date.</summary>
public sealed record TimeResolutionFailed(string Problem) : Error(
    400, "TIME.RESOLUTION_FAILED", "The local time cannot be resolved", Problem);

/// <summary>Clocks showed the local time twice and the caller wanted no guess.</summary>
public sealed record TimeAmbiguous(string Local, string Zone, IReadOnlyList<string> Alternatives) : Error(
    400, "TIME.AMBIGUOUS", "The local time occurred twice", $"local_datetime {Local} occurred twice in {Zone}: {string.Join(" and ", Alternatives)}")
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, object?> Extensions => new Dictionary<string, object?>
    {
        ["alternatives"] = Alternatives,
        ["tip"] = "Give disambiguation earlier or later, or assume_dst.",
    };
}

/// <summary>Clocks jumped over the local time and the caller wanted no guess.</summary>
public sealed record TimeNonexistent(string Local, string Zone, IReadOnlyList<string> Alternatives) : Error(
    400,
    "TIME.NONEXISTENT",
    "The local time never occurred",
    $"local_datetime {Local} never occurred in {Zone}: clocks jumped over it; the offsets before and after give {string.Join(" and ", Alternatives)}")
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, object?> Extensions => new Dictionary<string, object?>
    {
        ["alternatives"] = Alternatives,
        ["tip"] = "Give disambiguation compatible, earlier or later.",
    };
}
