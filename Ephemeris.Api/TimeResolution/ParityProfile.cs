namespace Ephemeris.Api.TimeResolution;

/// <summary>Whose habits the resolver follows. Wire names are in snake case, such as <c>strict_history</c>.</summary>
public enum ParityProfile
{
    /// <summary>The tz database with backzone, then patches. The default.</summary>
    StrictHistory,

    /// <summary>The tz database only, as astro.com does.</summary>
    AstroCom,

    /// <summary>The tz database only, as Clairvision does.</summary>
    Clairvision,

    /// <summary>The caller's zone, label or offset wins.</summary>
    AsEntered,

    /// <summary>As strict history, but on the open sea the nearest zone is taken.</summary>
    BestEffort,

    /// <summary>Dates before 1970 are refused.</summary>
    ModernOnly,
}

/// <summary>How sure an answer is.</summary>
public enum Confidence
{
    /// <summary>One reading, by rules that the tz database documents (0.95).</summary>
    High,

    /// <summary>A choice was made that the caller may want to look at (0.85).</summary>
    Medium,

    /// <summary>The caller's word, or a place without civil time (0.70).</summary>
    Low,

    /// <summary>A patch says that its source is unknown (0.50).</summary>
    Unknown,
}

/// <summary>Which instant a local time means that clocks showed twice or never.</summary>
public enum Disambiguation
{
    /// <summary>Twice: the later reading, standard time. Never: moved forward by the gap. The default.</summary>
    Compatible,

    /// <summary>The earlier of the two instants that the offsets before and after the change give.</summary>
    Earlier,

    /// <summary>The later of those instants.</summary>
    Later,

    /// <summary>Neither: an error that names both.</summary>
    Reject,
}

/// <summary>Wire names of the resolver's choices.</summary>
public static class TimeWords
{
    private static readonly Dictionary<string, ParityProfile> Profiles = Names<ParityProfile>();
    private static readonly Dictionary<string, Disambiguation> Disambiguations = Names<Disambiguation>();
    private static readonly Dictionary<string, CalendarKind> Calendars = Names<CalendarKind>();

    /// <summary>All names of profiles, for messages.</summary>
    public static string ProfileNames => string.Join(", ", Profiles.Keys);

    /// <summary>Snake-case name of a choice.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>Reads a profile; null gives the default.</summary>
    public static bool TryProfile(string? text, ParityProfile fallback, out ParityProfile profile) => Try(Profiles, text, fallback, out profile);

    /// <summary>Reads a disambiguation; null gives <see cref="Disambiguation.Compatible"/>.</summary>
    public static bool TryDisambiguation(string? text, out Disambiguation value) => Try(Disambiguations, text, default, out value);

    /// <summary>Reads a calendar; null gives <see cref="CalendarKind.Civil"/>.</summary>
    public static bool TryCalendar(string? text, out CalendarKind calendar)
    {
        text = text is "gregorian" ? "civil" : text;
        return Try(Calendars, text, default, out calendar);
    }

    private static bool Try<T>(Dictionary<string, T> names, string? text, T fallback, out T value)
        where T : struct, Enum
    {
        value = fallback;
        return string.IsNullOrWhiteSpace(text) || names.TryGetValue(text.Trim(), out value);
    }

    private static Dictionary<string, T> Names<T>()
        where T : struct, Enum => Enum.GetValues<T>().ToDictionary(Of, value => value, StringComparer.OrdinalIgnoreCase);
}
