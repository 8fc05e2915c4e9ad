using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ephemeris.Api.Charts;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Errors;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Ephemeris.Api.Geocoding;

/// <summary>A place found.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="Lat">Latitude, degrees.</param>
/// <param name="Lon">East longitude, degrees.</param>
/// <param name="Country">Country; null when the provider does not say.</param>
/// <param name="Admin1">State, province or region; null when the provider does not say.</param>
public sealed record PlaceFound(string Name, double Lat, double Lon, string? Country, string? Admin1);

/// <summary>Places found, the provider's first choice first.</summary>
/// <param name="Results">At least one.</param>
public sealed record PlacesFound(IReadOnlyList<PlaceFound> Results);

/// <summary><c>GET /v1/geocode/search?q=&amp;limit=</c> over a provider that speaks Nominatim's search.</summary>
internal sealed class SearchPlaces(
    IHttpClientFactory clients, IOptions<GeocodingOptions> options, AnswerCache cache, IOptions<JsonOptions> json, TimeProvider clock)
{
    /// <summary>Name of the HTTP client.</summary>
    public const string Client = "geocoding";

    private const int LongestQuery = 200;
    private const int MostResults = 20;
    private static readonly TimeSpan CacheLife = TimeSpan.FromDays(1);

    /// <summary>Answers a search; answers are kept for a day, in Redis where there is one.</summary>
    public async Task<Outcome<PlacesFound>> SearchAsync(string? query, int limit, CancellationToken cancelled)
    {
        var text = (query ?? "").Trim();
        if (text.Length is 0 or > LongestQuery)
        {
            return new SearchInvalid($"q must have 1 to {LongestQuery} characters");
        }

        if (limit is < 1 or > MostResults)
        {
            return new SearchInvalid($"limit must be 1 to {MostResults}, got {limit}");
        }

        if (options.Value.BaseUrl is not { } address)
        {
            return new GeocodingUnavailable("no provider of place search is configured");
        }

        var canonical = JsonSerializer.Serialize(new SortedDictionary<string, object>(StringComparer.Ordinal)
        {
            ["limit"] = limit,
            ["query"] = text.ToLowerInvariant(),
            ["type"] = "geocoding",
        });
        Outcome<PlacesFound>? asked = null;
        var (answer, _) = await cache.GetAsync(canonical, CacheLife, Make);
        return asked ?? JsonSerializer.Deserialize<PlacesFound>(answer, json.Value.SerializerOptions)!;

        async ValueTask<byte[]?> Make()
        {
            asked = await AskAsync(address, text, limit, cancelled);
            return asked.Value.TryGet(out var found, out var _) ? JsonSerializer.SerializeToUtf8Bytes(found, json.Value.SerializerOptions) : null;
        }
    }

    private async Task<Outcome<PlacesFound>> AskAsync(Uri address, string text, int limit, CancellationToken cancelled)
    {
        using var client = clients.CreateClient(Client);
        var path = string.Create(
            CultureInfo.InvariantCulture, $"search?format=jsonv2&addressdetails=1&limit={limit}&q={Uri.EscapeDataString(text)}");
        try
        {
            using var timeout = new CancellationTokenSource(options.Value.Timeout, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancelled, timeout.Token);
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, path));
            request.Headers.TryAddWithoutValidation("User-Agent", options.Value.UserAgent);
            using var response = await client.SendAsync(request, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                return new GeocodingUnavailable($"the provider answered {(int)response.StatusCode}");
            }

            var entries = await response.Content.ReadFromJsonAsync<ProviderEntry[]>(either.Token) ?? [];
            PlaceFound[] places = [.. entries.Select(Read).OfType<PlaceFound>().Take(limit)];
            return places.Length > 0 ? new PlacesFound(places) : new PlaceNotFound(text);
        }
        catch (OperationCanceledException) when (!cancelled.IsCancellationRequested)
        {
            return new GeocodingTimedOut(options.Value.Timeout.TotalSeconds);
        }
        catch (TimeoutException)
        {
            return new GeocodingTimedOut(options.Value.Timeout.TotalSeconds);
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or NotSupportedException)
        {
            return new GeocodingUnavailable("the provider cannot be reached or does not speak Nominatim's search");
        }
    }

    /// <summary>An entry with usable coordinates; null for others.</summary>
    private static PlaceFound? Read(ProviderEntry entry)
    {
        if (!TryDegrees(entry.Latitude, 90.0, out var latitude) || !TryDegrees(entry.Longitude, 180.0, out var longitude))
        {
            return null;
        }

        var address = entry.Address;
        var region = address?.State ?? address?.Province ?? address?.Region;
        return new PlaceFound(entry.DisplayName ?? FormattableString.Invariant($"{latitude}, {longitude}"), latitude, longitude, address?.Country, region);
    }

    private static bool TryDegrees(string? text, double most, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && Math.Abs(value) <= most;

    // Nominatim writes coordinates as text; others of its kind as numbers.
    private sealed record ProviderEntry(
        [property: JsonPropertyName("display_name")] string? DisplayName,
        [property: JsonPropertyName("lat"), JsonConverter(typeof(TextOrNumber))] string? Latitude,
        [property: JsonPropertyName("lon"), JsonConverter(typeof(TextOrNumber))] string? Longitude,
        [property: JsonPropertyName("address")] ProviderAddress? Address);

    private sealed record ProviderAddress(
        [property: JsonPropertyName("country")] string? Country,
        [property: JsonPropertyName("state")] string? State,
        [property: JsonPropertyName("province")] string? Province,
        [property: JsonPropertyName("region")] string? Region);

    private sealed class TextOrNumber : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number => reader.GetDouble().ToString("R", CultureInfo.InvariantCulture),
            _ => throw new JsonException(),
        };

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}
