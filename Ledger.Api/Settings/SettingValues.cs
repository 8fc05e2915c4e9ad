using System.Globalization;

namespace Ledger.Api.Settings;

/// <summary>
/// The effective settings: a flat name of the environment, else <c>section:key</c> of any configuration source, else the
/// default. Thread-safe; reads the configuration each time.
/// </summary>
internal sealed class SettingValues(IConfiguration configuration)
{
    /// <summary>The text that counts, and whether anybody set it.</summary>
    public (string Text, string? SetBy) Read(SettingSpec spec)
    {
        foreach (var name in (IEnumerable<string>)[.. spec.Names, $"{spec.Section}:{spec.Key}"])
        {
            if (configuration[name] is { } text && !string.IsNullOrWhiteSpace(text))
            {
                return (text.Trim(), name);
            }
        }

        var items = configuration.GetSection($"{spec.Section}:{spec.Key}").GetChildren().Select(child => child.Value).OfType<string>().ToArray();
        return items.Length > 0 ? (string.Join(',', items), $"{spec.Section}:{spec.Key}") : (spec.Default, null);
    }

    /// <summary>What is wrong with the settings given, each naming its setting.</summary>
    public IEnumerable<string> Problems() =>
        from spec in SettingCatalog.All
        let read = Read(spec)
        where read.SetBy is not null
        let wanted = spec.Problem(read.Text)
        where wanted is not null
        select $"{read.SetBy} must be {wanted}.";

    /// <summary>A text.</summary>
    public string Text(string section, string key) => Read(SettingCatalog.Find(section, key)).Text;

    /// <summary>The text when somebody set it.</summary>
    public string? Given(string section, string key) => Read(SettingCatalog.Find(section, key)) is ({ } text, { }) ? text : null;

    /// <summary>A number; the default when the text is none, which stops the start elsewhere.</summary>
    public double Number(string section, string key)
    {
        var spec = SettingCatalog.Find(section, key);
        var text = Read(spec).Text;
        return double.Parse(spec.Problem(text) is null ? text : spec.Default, CultureInfo.InvariantCulture);
    }

    /// <summary>A whole number.</summary>
    public int Whole(string section, string key) => (int)Number(section, key);

    /// <summary>A duration given in seconds.</summary>
    public TimeSpan Seconds(string section, string key) => TimeSpan.FromSeconds(Number(section, key));

    /// <summary>True or false.</summary>
    public bool Flag(string section, string key) => Text(section, key).ToUpperInvariant() is "TRUE" or "1" or "YES" or "ON";

    /// <summary>A list.</summary>
    public string[] List(string section, string key) => Split(Text(section, key));

    /// <summary>Items of a list's text.</summary>
    public static string[] Split(string text) => text.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
