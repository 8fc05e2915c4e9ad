using System.Text.Json;

namespace Ephemeris.Api.TimeResolution;

/// <summary>A patch file as it is written; <see cref="PatchSet"/> says what of it is applied.</summary>
internal sealed record PatchFile(Dictionary<string, PatchEntry>? Patches)
{
    /// <summary>Snake case, members that are not known passed over.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };
}

/// <summary>One patch as it is written.</summary>
internal sealed record PatchEntry(
    PatchCoordinates? Coordinates, PatchDates? DateRange, PatchOverride? Override, string? Reason, string? Confidence, string[]? Sources);

/// <summary>The box, degrees.</summary>
internal sealed record PatchCoordinates(double? MinLat, double? MaxLat, double? MinLon, double? MaxLon);

/// <summary>First and last local date, YYYY-MM-DD.</summary>
internal sealed record PatchDates(string? Start, string? End);

/// <summary>What holds instead of the tz database: zone, standard offset in s, and <c>none</c>, <c>us_standard</c> or <c>chicago_historical</c>.</summary>
internal sealed record PatchOverride(string? ZoneId, int? OffsetSeconds, string? DstRules);
