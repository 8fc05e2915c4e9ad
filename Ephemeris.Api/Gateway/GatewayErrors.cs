using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Gateway;

/// <summary>The instant needs the historical slot, and the caller has not agreed to it.</summary>
/// <param name="Year">Astronomical year asked for.</param>
/// <param name="ModernCoverage">Span of the modern slot.</param>
/// <param name="HistoricalCoverage">Span of the historical slot.</param>
public sealed record HistoricalRequired(int Year, string ModernCoverage, string HistoricalCoverage) : Error(
    422,
    "HISTORICAL_REQUIRED",
    Sentence,
    $"birth_time lies in the year {Year}, outside {ModernCoverage}: the historical ephemeris must be asked for.")
{
    private const string Sentence = "Historical ephemeris required";
    private static readonly string[] Solutions =
        ["Enable Historical Pack in settings", "Add ?kernel=de441 to request", "Add header: x-historical-enabled: true"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, object?> Extensions => new Dictionary<string, object?>
    {
        ["error"] = Sentence,
        ["details"] = new Dictionary<string, object?>
        {
            ["requested_year"] = Year,
            ["available_coverage"] = new Dictionary<string, string> { ["de440"] = ModernCoverage, ["de441"] = HistoricalCoverage },
            ["solutions"] = Solutions,
        },
        ["tip"] = Solutions[1],
    };
}

/// <summary>The instant lies in no span of the slot that was asked.</summary>
public sealed record OutsideSlot(string Slot, string Requested, string Coverage) : Error(
    422,
    "RANGE.EPHEMERIS_OUTSIDE",
    "The instant is outside the kernel",
    $"birth_time {Requested} is outside {Slot}, which covers {Coverage}.")
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, object?> Extensions => new Dictionary<string, object?>
    {
        ["error"] = "Out of range",
        ["details"] = new Dictionary<string, string> { ["kernel"] = Slot, ["coverage"] = Coverage },
        ["tip"] = "Ask for an instant inside the coverage, or load a kernel that reaches further.",
    };
}

/// <summary>A slot name other than de440 and de441.</summary>
public sealed record UnknownSlot(string Value) : Error(
    400, "INPUT.INVALID", "Unknown kernel", $"kernel '{(Value.Length <= 40 ? Value : Value[..40] + "…")}' is not de440 or de441.")
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, object?> Extensions => new Dictionary<string, object?>
    {
        ["error"] = "Unknown kernel",
        ["tip"] = "Use kernel=de440 or kernel=de441, or leave it out.",
    };
}
