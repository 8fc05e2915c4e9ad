using System.Net.Http.Json;
using System.Text.Json;

namespace Ephemeris.Api.Tests.Http;

public sealed class StarsTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task Stars_SwitchedOff_IsFeatureDisabled()
    {
        var problem = await service.GetAsync("/v1/stars/positions?utc=2024-06-21T18:00:00Z", 404);
        Assert.Equal("FEATURE.DISABLED", problem.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Stars_SwitchedOn_AgreeWithSwissEphemeris()
    {
        await using var host = service.WithWebHostBuilder(builder => builder.UseSetting("FIXED_STARS_ENABLED", "true"));
        using var client = host.CreateClient();
        var answer = await client.GetFromJsonAsync<JsonElement>(
            "/v1/stars/positions?utc=2024-06-21T18:00:00Z&apply_proper_motion=true", TestContext.Current.CancellationToken);
        var stars = answer.GetProperty("stars").EnumerateArray().ToDictionary(star => star.GetProperty("id").GetString()!);
        Assert.Equal(answer.GetProperty("count").GetInt32(), stars.Count);
        // swe_fixstar2 of libswe 2.10.03 at TT 2460483.25080056; its stars' distances are rounded: 0.05″.
        AssertStar(stars["alTau"], 70.12514757, -5.46538123);
        AssertStar(stars["alCMa"], 104.41090659, -39.61165696);
        AssertStar(stars["alLeo"], 150.16562132, 0.46567856);
        AssertStar(stars["alVir"], 204.18421097, -2.05652172);
        Assert.All(stars.Values, star => Assert.InRange(star.GetProperty("vmag").GetDouble(), -2.0, 2.5));
    }

    private static void AssertStar(JsonElement star, double longitude, double latitude)
    {
        Assert.Equal(longitude, star.GetProperty("lon_deg").GetDouble(), 0.05 / 3600.0);
        Assert.Equal(latitude, star.GetProperty("lat_deg").GetDouble(), 0.05 / 3600.0);
    }
}
