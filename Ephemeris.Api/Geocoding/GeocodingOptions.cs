using Platform.ServiceDefaults.Settings;

namespace Ephemeris.Api.Geocoding;

/// <summary>Settings of the place search.</summary>
public sealed class GeocodingOptions
{
    private const string UrlSetting = "GEOCODING_BASE_URL";

    /// <summary><c>GEOCODING_BASE_URL</c>: a provider that speaks Nominatim's search, such as one's own Nominatim; none by default.</summary>
    public Uri? BaseUrl { get; private set; }

    /// <summary><c>GEOCODING_USER_AGENT</c>: how the service names itself, which public providers demand.</summary>
    public string UserAgent { get; private set; } = "Platform-Ephemeris/1.0";

    /// <summary><c>GEOCODING_TIMEOUT_MS</c>: time for one answer of the provider, 100–30 000. Default 5000.</summary>
    public TimeSpan Timeout { get; private set; }

    /// <summary>Copies the settings.</summary>
    internal static void Read(GeocodingOptions options, SettingsReader settings)
    {
        options.Timeout = TimeSpan.FromMilliseconds(settings.Number("GEOCODING_TIMEOUT_MS", 5000, 100, 30_000));
        options.UserAgent = settings.Text("GEOCODING_USER_AGENT") ?? options.UserAgent;
        if (settings.Text(UrlSetting) is not { } text)
        {
            return;
        }

        if (Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            options.BaseUrl = url;
        }
        else
        {
            settings.Fault($"{UrlSetting} must be an http or https address, got '{text}'.");
        }
    }
}
