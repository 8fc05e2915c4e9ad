namespace Ledger.Api.Settings;

/// <summary>What a setting's text must be.</summary>
internal enum SettingKind
{
    Text,
    Number,
    Flag,
    List,
}

/// <summary>What becomes of a setting.</summary>
internal enum SettingUse
{
    /// <summary>Changing it changes what the service does.</summary>
    Honoured,

    /// <summary>Accepted from older configurations; the effect says why it decides nothing here.</summary>
    Accepted,
}

/// <summary>One documented setting (contract §13).</summary>
/// <param name="Section">Section, such as <c>security</c>.</param>
/// <param name="Key">Key within it.</param>
/// <param name="Kind">What its text must be.</param>
/// <param name="Default">Its text when nobody sets it.</param>
/// <param name="Effect">What it decides, or why nothing.</param>
internal sealed record SettingSpec(string Section, string Key, SettingKind Kind, string Default, string Effect)
{
    /// <summary>Whether it decides anything.</summary>
    public SettingUse Use { get; init; } = SettingUse.Honoured;

    /// <summary>Flat names of the environment, which win over <c>section:key</c>; the first that is set counts.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Least number.</summary>
    public double Min { get; init; }

    /// <summary>Largest number.</summary>
    public double Max { get; init; } = int.MaxValue;

    /// <summary>Texts that may stand; any when empty.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>Never shown, and not to be stored: only the environment holds it.</summary>
    public bool IsSecret { get; init; }

    /// <summary><c>section.key</c>.</summary>
    public string Path => $"{Section}.{Key}";

    /// <summary>What is wanted, when a text is not that; null when it is.</summary>
    public string? Problem(string text)
    {
        var wanted = Kind switch
        {
            SettingKind.Number => double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number)
                && number >= Min && number <= Max && (IsFraction || number == Math.Floor(number))
                ? null : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"a {(IsFraction ? "" : "whole ")}number from {Min} to {Max}"),
            SettingKind.Flag => text.ToUpperInvariant() is "TRUE" or "FALSE" or "1" or "0" or "YES" or "NO" or "ON" or "OFF" ? null : "true or false",
            SettingKind.List => SettingValues.Split(text).Length > 0 ? null : "at least one item",
            _ => IsSchedule && Backups.Cron.TryParse(text) is null ? $"a schedule of five cron fields such as '{Default}'" : null,
        };
        var items = Kind == SettingKind.List ? SettingValues.Split(text) : [text];
        return wanted ?? (Allowed.Count == 0 || items.All(item => Allowed.Contains(item, StringComparer.OrdinalIgnoreCase))
            ? null : $"{(Kind == SettingKind.List ? "some" : "one")} of {string.Join(", ", Allowed)}");
    }

    /// <summary>Whether a text is a schedule in cron's five fields.</summary>
    public bool IsSchedule { get; init; }

    /// <summary>Whether a number may have a fraction.</summary>
    public bool IsFraction { get; init; }
}
