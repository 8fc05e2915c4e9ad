using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Ephemeris.Api.Tests.TimeResolution;

public sealed class ResolveTimeTests(WebApplicationFactory<Program> factory) : IClassFixture<WebApplicationFactory<Program>>
{
    [Theory]
    [InlineData("""{"local_datetime":"1962-07-02T23:33:00","latitude":37.840347,"longitude":-85.949127}""")]
    [InlineData("""{"local_datetime":"1962-07-02T23:33","place":{"lat":37.840347,"lon":-85.949127,"name":"Fort Knox"},"parity_profile":"strict_history"}""")]
    public async Task Resolve_BothShapesOfPlace_GiveTheWholeAnswer(string body)
    {
        var (status, json) = await Post(body);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("1962-07-03T04:33:00Z", json.GetProperty("utc").GetString());
        Assert.Equal("1962-07-03T04:33:00Z", json.GetProperty("utc_time").GetString());
        Assert.Equal("America/New_York", json.GetProperty("zone_id").GetString());
        Assert.Equal("America/New_York", json.GetProperty("timezone").GetString());
        Assert.Equal(-18000, json.GetProperty("offset_seconds").GetInt32());
        Assert.Equal(-5.0, json.GetProperty("offset_hours").GetDouble());
        Assert.False(json.GetProperty("dst_active").GetBoolean());
        Assert.False(json.GetProperty("is_dst").GetBoolean());
        Assert.Equal("medium", json.GetProperty("confidence").GetString());
        Assert.False(json.GetProperty("ambiguous").GetBoolean());
        Assert.False(json.GetProperty("nonexistent").GetBoolean());
        Assert.Equal(0, json.GetProperty("alternatives").GetArrayLength());
        Assert.Equal(0, json.GetProperty("warnings").GetArrayLength());
        var provenance = json.GetProperty("provenance");
        Assert.Matches("^20[0-9][0-9][a-z]$", provenance.GetProperty("tzdb_version").GetString());
        Assert.Matches("^patches-[0-9a-f]{8}$", provenance.GetProperty("patch_version").GetString());
        Assert.Equal("strict_history", provenance.GetProperty("resolution_mode").GetString());
        Assert.Equal("strict_history", provenance.GetProperty("parity_profile").GetString());
        Assert.Equal("kentucky_fort_knox_area", provenance.GetProperty("patches_applied")[0].GetString());
        Assert.Contains("historical_patches", provenance.GetProperty("sources").EnumerateArray().Select(source => source.GetString()));
    }

    [Theory]
    [InlineData("timezone_override")]
    [InlineData("user_provided_zone")]
    [InlineData("tz_label_user")]
    public async Task Resolve_ZoneInsteadOfPlace_IsTaken(string field)
    {
        var (_, json) = await Post($$"""{"local_datetime":"1935-06-01T12:00","{{field}}":"Europe/Amsterdam"}""");
        Assert.Equal("1935-06-01T10:40:28Z", json.GetProperty("utc").GetString());
    }

    // Contract case 20's second date: 333-01-27.5 of the Julian calendar is JD 1842713.0.
    [Theory]
    [InlineData("0333-01-27T12:00", "0333-01-28T12:00:00Z")]
    [InlineData("-4712-01-01T12:00", "-4713-11-24T12:00:00Z")]
    [InlineData("1900-02-29T12:00", "1900-03-13T12:00:00Z")]
    public async Task Resolve_JulianCalendar_IsConverted(string local, string expected)
    {
        var (_, json) = await Post($$"""{"local_datetime":"{{local}}","timezone_override":"UTC","calendar":"julian"}""");
        Assert.Equal(expected, json.GetProperty("utc").GetString());
        Assert.Contains(json.GetProperty("notes").EnumerateArray(), note => note.GetString()!.Contains("Julian", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2024-03-10T02:30", "compatible", null, "2024-03-10T07:30:00Z")]
    [InlineData("2024-11-03T01:30", "compatible", null, "2024-11-03T06:30:00Z")]
    [InlineData("2024-03-10T02:30", "reject", "TIME.NONEXISTENT", null)]
    [InlineData("2024-11-03T01:30", "reject", "TIME.AMBIGUOUS", null)]
    public async Task Resolve_GapsAndFolds_FollowTheDisambiguation(string local, string choice, string? code, string? utc)
    {
        var (status, json) = await Post(
            $$"""{"local_datetime":"{{local}}","latitude":40.7128,"longitude":-74.006,"disambiguation":"{{choice}}"}""");
        Assert.Equal(code is null ? HttpStatusCode.OK : HttpStatusCode.BadRequest, status);
        Assert.Equal(code ?? utc, json.GetProperty(code is null ? "utc" : "code").GetString());
        Assert.Equal(2, json.GetProperty("alternatives").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"latitude":1,"longitude":1}""", "INPUT.MISSING_REQUIRED", "local_datetime")]
    [InlineData("""{"local_datetime":"1962-07-02T23:33"}""", "INPUT.MISSING_REQUIRED", "place")]
    [InlineData("""{"local_datetime":"1962-07-02T23:33","latitude":1}""", "INPUT.MISSING_REQUIRED", "longitude")]
    [InlineData("""{"local_datetime":"1962-07-02T23:33Z","latitude":1,"longitude":1}""", "INPUT.INVALID_FORMAT", "offset")]
    [InlineData("""{"local_datetime":"1962-02-30T23:33","latitude":1,"longitude":1}""", "INPUT.INVALID_FORMAT", "day")]
    [InlineData("""{"local_datetime":"1962-02-20T24:01","latitude":1,"longitude":1}""", "INPUT.INVALID_FORMAT", "time of day")]
    [InlineData("""{"local_datetime":"next Tuesday","latitude":1,"longitude":1}""", "INPUT.INVALID_FORMAT", "local_datetime")]
    [InlineData("""{"local_datetime":"1962-07-02T23:33","latitude":90.01,"longitude":1}""", "INPUT.INVALID", "latitude")]
    [InlineData("""{"local_datetime":"1962-07-02T23:33","latitude":1,"longitude":-180.01}""", "INPUT.INVALID", "longitude")]
    [InlineData("""{"local_datetime":"1962-07-02T23:33","latitude":1,"longitude":1,"parity_profile":"guess"}""", "INPUT.INVALID", "parity_profile")]
    [InlineData("""{"local_datetime":"1962-07-02T23:33","latitude":1,"longitude":1,"calendar":"mayan"}""", "INPUT.INVALID", "calendar")]
    [InlineData("""{"local_datetime":"1962-07-02T23:33","latitude":1,"longitude":1,"disambiguation":"x"}""", "INPUT.INVALID", "disambiguation")]
    [InlineData("""{"local_datetime":"1962-07-02T23:33","latitude":1,"longitude":1,"user_provided_offset":100000}""", "INPUT.INVALID", "user_provided_offset")]
    [InlineData("""{"local_datetime":"1962-07-02T23:33","timezone_override":"Mars/Olympus"}""", "INPUT.INVALID", "timezone_override")]
    [InlineData("""{"local_datetime":"1962-07-02T23:33","latitude":1,"longitude":1,"parity_profile":"modern_only"}""", "TIME.RESOLUTION_FAILED", "1970")]
    public async Task Resolve_BadInput_Answers400NamingIt(string body, string code, string word)
    {
        var (status, json) = await Post(body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(code, json.GetProperty("code").GetString());
        Assert.Contains(word, json.GetProperty("detail").GetString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Resolve_PatchFileInSettings_ReplacesTheBuiltInPatches()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, """{"patches":{}}""", TestContext.Current.CancellationToken);
            await using var patched = factory.WithWebHostBuilder(host => host.UseSetting("RESOLVER_PATCH_FILE", path));
            var (_, json) = await Post("""{"local_datetime":"1962-07-02T23:33","latitude":37.840347,"longitude":-85.949127}""", patched);
            Assert.Equal("1962-07-03T03:33:00Z", json.GetProperty("utc").GetString());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Health_TimeResolver_ShowsReleaseAgeAndPatches()
    {
        using var client = factory.CreateClient();
        var body = await client.GetFromJsonAsync<JsonElement>("/health", TestContext.Current.CancellationToken);
        var resolver = body.GetProperty("checks").GetProperty("time_resolver");
        Assert.Matches("^20[0-9][0-9][a-z]$", resolver.GetProperty("tzdb_version").GetString());
        Assert.Equal(1, resolver.GetProperty("patches_loaded").GetInt32());
        Assert.True(resolver.TryGetProperty("tzdb_age_years", out _));
    }

    [Theory]
    [InlineData("RESOLVER_PATCH_FILE", "/nowhere/patches.json")]
    [InlineData("DEFAULT_PARITY_PROFILE", "guess")]
    public void Start_BadSetting_IsNamed(string name, string value)
    {
        using var broken = factory.WithWebHostBuilder(host => host.UseSetting(name, value));
        var failure = Assert.ThrowsAny<Exception>(() => broken.Server);
        Assert.Contains(name, failure.ToString(), StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> Post(string body, WebApplicationFactory<Program>? host = null)
    {
        using var client = (host ?? factory).CreateClient();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("/v1/time/resolve", content, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }
}
