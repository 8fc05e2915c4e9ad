using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Charts;

/// <summary>A field that clients of the seed expect to be answered with 400 when it is missing.</summary>
public sealed record FieldRequired(string Field) : Error(
    400, "INPUT.MISSING_REQUIRED", "A required field is missing", $"{Field} is required")
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, object?> Extensions => new Dictionary<string, object?>
    {
        ["error"] = Detail,
        ["tip"] = $"Give {Field}.",
    };
}
