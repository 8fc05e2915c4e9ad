using System.Text.Json;
using Ephemeris.Api.Frames;
using Ephemeris.Api.Tests.Http;

namespace Ephemeris.Api.Tests.Charts;

public sealed class HousesRouteTests(Service service) : IClassFixture<Service>
{
    /// <summary>Contract case 37: the Swiss Ephemeris' cusps for a ΔT of its own, degrees.</summary>
    private const double CuspToleranceDeg = 0.003;

    private const string SanFrancisco = "2024-06-21T18:00:00Z";

    [Fact]
    public async Task Houses_Case37_AnswersThePlacidusCusps()
    {
        var houses = await Houses(new { birth_time = SanFrancisco, latitude = 37.7749, longitude = -122.4194, elevation = 25, zodiac = "tropical" });
        Near(153.99939, houses.GetProperty("asc"));
        Near(60.17723, houses.GetProperty("mc"));
        var cusps = houses.GetProperty("cusps");
        Near(178.22218, cusps[1]);
        Near(207.21175, cusps[2]);
        Near(94.15416, cusps[10]);
        Near(125.83732, cusps[11]);
        Assert.Equal("placidus", houses.GetProperty("system").GetString());
        Assert.Equal("ECLIPDATE", houses.GetProperty("frame").GetString());
        Assert.Equal("ecliptic_of_date", houses.GetProperty("coordinate_system").GetString());
        Assert.Equal(JsonValueKind.Null, houses.GetProperty("ayanamsa").ValueKind);
        Assert.InRange(houses.GetProperty("armc").GetDouble(), 0.0, 360.0);
        Assert.InRange(houses.GetProperty("vertex").GetDouble(), 0.0, 360.0);
    }

    [Theory]
    [InlineData("koch", 182.87307)]
    [InlineData("regiomontanus", 178.31441)]
    [InlineData("campanus", 183.55675)]
    [InlineData("porphyry", 182.72534)]
    public async Task Houses_Case37_AnswersTheSecondCuspOfOtherSystems(string system, double second)
    {
        var houses = await Houses(new { birth_time = SanFrancisco, latitude = 37.7749, longitude = -122.4194, elevation = 25, zodiac = "tropical", system });
        Near(second, houses.GetProperty("cusps")[1]);
    }

    [Fact]
    public async Task Houses_Sidereal_AreTheTropicalOnesLessTheAyanamsa()
    {
        var tropical = await Houses(new { birth_time = SanFrancisco, latitude = 37.7749, longitude = -122.4194, zodiac = "tropical" });
        var sidereal = await Houses(new { birth_time = SanFrancisco, latitude = 37.7749, longitude = -122.4194 });
        Assert.Equal("lahiri", sidereal.GetProperty("ayanamsa").GetString());
        var ayanamsa = sidereal.GetProperty("ayanamsa_deg").GetDouble();
        Assert.Equal(24.19796, ayanamsa, 2e-4);
        for (var i = 0; i < 12; i++)
        {
            var difference = tropical.GetProperty("cusps")[i].GetDouble() - sidereal.GetProperty("cusps")[i].GetDouble();
            Assert.Equal(ayanamsa, Angles.WrapDeg(difference), 2e-6);
        }
    }

    [Fact]
    public async Task Houses_SiderealWholeSigns_StartAtSignsOfThatZodiac()
    {
        var houses = await Houses(new { birth_time = SanFrancisco, latitude = 37.7749, longitude = -122.4194, house_system = "whole-sign" });
        var cusps = houses.GetProperty("cusps").EnumerateArray().Select(cusp => cusp.GetDouble()).ToArray();
        Assert.Equal(120.0, cusps[0]);
        Assert.Equal(90.0, cusps[11]);
    }

    [Fact]
    public async Task Houses_LocalTime_IsResolvedAndShown()
    {
        var local = await Houses(new { local_datetime = "1962-07-02T23:33:00", latitude = 37.840347, longitude = -85.949127, zodiac = "tropical" });
        var utc = await Houses(new { birth_time = "1962-07-03T04:33:00Z", latitude = 37.840347, longitude = -85.949127, zodiac = "tropical" });
        Assert.Equal(utc.GetProperty("asc").GetDouble(), local.GetProperty("asc").GetDouble());
        Assert.Equal("1962-07-03T04:33:00Z", local.GetProperty("time_resolution").GetProperty("utc").GetString());
        Assert.Contains(local.GetProperty("warnings").EnumerateArray(), warning => warning.GetString()!.StartsWith("Time: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("north", 240.17723)]
    [InlineData("south", 60.17723)]
    [InlineData("auto", 60.17723)]
    public async Task Houses_McHemisphere_ChoosesTheEndOfTheMeridian(string hemisphere, double mc)
    {
        var houses = await Houses(new
        {
            birth_time = SanFrancisco,
            latitude = 37.7749,
            longitude = -122.4194,
            zodiac = "tropical",
            mc_hemisphere = hemisphere,
        });
        Near(mc, houses.GetProperty("mc"));
    }

    [Fact]
    public async Task Houses_Compat_UsesMeanModels()
    {
        var compat = await Houses(new { birth_time = SanFrancisco, latitude = 37.7749, longitude = -122.4194, zodiac = "tropical", profile = "compat" });
        var iau = await Houses(new { birth_time = SanFrancisco, latitude = 37.7749, longitude = -122.4194, zodiac = "tropical" });
        Assert.Equal("IAU1980-mean", compat.GetProperty("ecliptic_model").GetString());
        Assert.NotEqual(iau.GetProperty("armc").GetDouble(), compat.GetProperty("armc").GetDouble());
        Near(iau.GetProperty("asc").GetDouble(), compat.GetProperty("asc"));
    }

    [Fact]
    public async Task Houses_HistoricalInstant_FollowsTheGatewaysRules()
    {
        var body = new { birth_time = "1066-10-14T12:00:00Z", latitude = 50.9, longitude = 0.5, zodiac = "tropical" };
        var refused = await service.PostAsync("/houses", body, 422);
        Assert.Equal("HISTORICAL_REQUIRED", refused.GetProperty("code").GetString());
        var answered = await service.PostAsync("/houses?kernel=de441", body);
        Assert.Equal("explicit_override", answered.GetProperty("gateway_routing").GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("""{}""", "birth_time")]
    [InlineData("""{"birth_time":"2024-06-21T18:00:00Z","local_datetime":"2024-06-21T18:00","latitude":1,"longitude":1}""", "birth_time")]
    [InlineData("""{"birth_time":"2024-06-21T18:00:00Z","latitude":95,"longitude":0}""", "latitude")]
    [InlineData("""{"birth_time":"2024-06-21T18:00:00","latitude":5,"longitude":0}""", "birth_time")]
    [InlineData("""{"birth_time":"2024-06-21T18:00:00Z","latitude":5,"longitude":0,"system":"topocentric"}""", "system")]
    [InlineData("""{"birth_time":"2024-06-21T18:00:00Z","latitude":5,"longitude":0,"mc_hemisphere":"up"}""", "mc_hemisphere")]
    [InlineData("""{"birth_time":"2024-06-21T18:00:00Z","latitude":80,"longitude":0}""", "polar")]
    [InlineData("""{"birth_time":"2024-06-21T18:00:00Z","latitude":-66.51,"longitude":0,"system":"koch"}""", "polar")]
    public async Task Houses_BadRequest_Answers422NamingIt(string body, string word)
    {
        var problem = await service.PostAsync("/houses", JsonSerializer.Deserialize<JsonElement>(body), 422);
        Assert.Contains(word, problem.GetProperty("detail").GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("porphyry")]
    [InlineData("regiomontanus")]
    [InlineData("campanus")]
    [InlineData("equal")]
    [InlineData("whole-sign")]
    public async Task Houses_PolarPlace_IsAnsweredWhereTheSystemExists(string system)
    {
        var houses = await Houses(new { birth_time = SanFrancisco, latitude = 78.2, longitude = 15.6, zodiac = "tropical", system });
        Assert.Equal(12, houses.GetProperty("cusps").GetArrayLength());
    }

    [Fact]
    public async Task Chart_LocalTime_HasPlanetsHousesAspectsAndMeta()
    {
        var chart = await service.PostAsync("/v1/chart", new
        {
            local_datetime = "2024-06-21T11:00:00",
            latitude = 37.7749,
            longitude = -122.4194,
            elevation = 25,
            zodiac = "tropical",
        });
        Assert.Equal(90.841734, chart.GetProperty("planets").GetProperty("Sun").GetProperty("longitude").GetDouble(), 2e-5);
        Assert.Equal(12, chart.GetProperty("houses").GetProperty("cusps").GetArrayLength());
        Assert.Equal("placidus", chart.GetProperty("houses").GetProperty("system").GetString());
        Assert.Equal("2024-06-21T18:00:00Z", chart.GetProperty("meta").GetProperty("time_resolution").GetProperty("utc").GetString());
        var first = chart.GetProperty("aspects")[0];
        // Sun 90.84 and Moon 266.75: an opposition 4.09 short of exact.
        Assert.Equal("Sun", first.GetProperty("p1").GetString());
        Assert.Equal("Moon", first.GetProperty("p2").GetString());
        Assert.Equal("opposition", first.GetProperty("type").GetString());
        Assert.Equal(175.91, first.GetProperty("angle_deg").GetDouble(), 0.011);
        Assert.Equal(4.09, first.GetProperty("orb_deg").GetDouble(), 0.011);
    }

    [Fact]
    public async Task Chart_PolarPlace_FallsBackToWholeSignsAndSaysSo()
    {
        var chart = await service.PostAsync("/v1/chart", new { birth_time = SanFrancisco, latitude = 78.2, longitude = 15.6, zodiac = "tropical" });
        Assert.Equal("whole-sign", chart.GetProperty("houses").GetProperty("system").GetString());
        Assert.NotEqual(0, chart.GetProperty("houses").GetProperty("warnings").GetArrayLength());
        await service.PostAsync("/v1/chart", new { birth_time = SanFrancisco, latitude = 78.2, longitude = 15.6, system = "placidus" }, 422);
    }

    // Contract case 38 and 33: J2000.0 without nutation, and case 33's instant with it.
    [Fact]
    public async Task Ayanamsas_WithoutInstant_AreThoseOfJ2000()
    {
        var list = await service.GetAsync("/v1/ayanamsas");
        var values = list.GetProperty("ayanamsas").EnumerateArray()
            .ToDictionary(entry => entry.GetProperty("id").GetString()!, entry => entry.GetProperty("value_deg").GetDouble());
        Assert.Equal(23.857092, values["lahiri"], 0.0005);
        Assert.Equal(22.478803, values["yukteshwar"], 0.0005);
        Assert.Equal(6, values.Count);
    }

    [Fact]
    public async Task Ayanamsas_AtAnInstant_GiveBothValues()
    {
        var list = await service.GetAsync("/v1/ayanamsas?utc=2024-06-21T18:00:00Z");
        var lahiri = list.GetProperty("ayanamsas").EnumerateArray().Single(entry => entry.GetProperty("id").GetString() == "lahiri");
        Assert.Equal(24.19892, lahiri.GetProperty("value_deg").GetDouble(), 2e-4);
        Assert.Equal(24.19796, lahiri.GetProperty("value_true_deg").GetDouble(), 2e-4);
    }

    [Fact]
    public async Task Ayanamsas_OwnDefinition_IsCarriedOn()
    {
        var list = await service.GetAsync("/v1/ayanamsas?jd_tt=2451545.0&t0_jd_tt=2433282.42346&a0_deg=24.042044");
        var own = list.GetProperty("ayanamsas").EnumerateArray().Last();
        Assert.Equal(24.7403, own.GetProperty("value_deg").GetDouble(), 0.0005);
    }

    [Fact]
    public async Task Chart_OwnAyanamsa_IsCarriedOnLikeTheBuiltInOne()
    {
        // The definition of one built-in ayanamsa, as the service lists it, given by the caller.
        var listed = (await service.GetAsync("/v1/ayanamsas")).GetProperty("ayanamsas").EnumerateArray()
            .Single(entry => entry.GetProperty("id").GetString() == "yukteshwar");
        var own = await service.PostAsync("/v1/chart", new
        {
            birth_time = SanFrancisco,
            latitude = 37.7749,
            longitude = -122.4194,
            ayanamsa_definition = new { jd_tt = listed.GetProperty("t0_jd_tt"), value_deg = listed.GetProperty("a0_deg") },
        });
        var builtIn = await service.PostAsync(
            "/v1/chart", new { birth_time = SanFrancisco, latitude = 37.7749, longitude = -122.4194, ayanamsa = "yukteshwar" });
        Assert.Equal(Sun(builtIn), Sun(own));
        Assert.Equal("custom", own.GetProperty("houses").GetProperty("ayanamsa").GetString());
        await service.PostAsync("/v1/chart", new { birth_time = SanFrancisco, latitude = 1, longitude = 1, ayanamsa_definition = new { jd_tt = 1.0 } }, 422);

        static double Sun(JsonElement chart) => chart.GetProperty("planets").GetProperty("Sun").GetProperty("longitude").GetDouble();
    }

    // Swiss Ephemeris 2.10.03: swetest -b21.6.2024 -ut18:00 -hel -p… -fPl. Its light time to the Sun is a fraction of a second
    // off, in which Mercury moves 0.2″.
    [Theory]
    [InlineData("Mercury", 126.9770799)]
    [InlineData("Venus", 102.1355700)]
    [InlineData("Earth", 270.8406346)]
    [InlineData("Mars", 4.4503324)]
    [InlineData("Jupiter", 61.3420990)]
    [InlineData("Saturn", 343.4690921)]
    public async Task Chart_Heliocentric_MatchesSwissEphemeris(string body, double longitude)
    {
        var chart = await service.PostAsync("/calculate", new
        {
            birth_time = SanFrancisco,
            latitude = 0,
            longitude = 0,
            zodiac = "tropical",
            observer = "heliocentric",
            bodies = new[] { body },
        });
        Assert.Equal(longitude, chart.GetProperty("data").GetProperty(body).GetProperty("longitude").GetDouble(), 6e-5);
    }

    [Theory]
    [InlineData("heliocentric", "Sun")]
    [InlineData("heliocentric", "Moon")]
    [InlineData("heliocentric", "TrueNode")]
    [InlineData("geocentric", "Earth")]
    public async Task Chart_BodyThatTheObserverCannotSee_IsRefused(string observer, string body)
    {
        var problem = await service.PostAsync(
            "/calculate", new { birth_time = SanFrancisco, latitude = 0, longitude = 0, observer, bodies = new[] { body } }, 422);
        Assert.Contains("BODIES.UNSUPPORTED", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chart_Draconic_CountsFromTheTrueNode()
    {
        string[] bodies = ["Sun", "TrueNode"];
        var tropical = await service.PostAsync("/v1/chart", new { birth_time = SanFrancisco, latitude = 37.7749, longitude = -122.4194, zodiac = "tropical", bodies });
        var draconic = await service.PostAsync("/v1/chart", new { birth_time = SanFrancisco, latitude = 37.7749, longitude = -122.4194, zodiac = "draconic", bodies });
        var node = Longitude(tropical, "TrueNode");
        Assert.Equal(0.0, Angles.WrapSignedDeg(Longitude(draconic, "TrueNode")), 1e-6);
        Assert.Equal(Angles.WrapDeg(Longitude(tropical, "Sun") - node), Longitude(draconic, "Sun"), 2e-6);
        var asc = tropical.GetProperty("houses").GetProperty("asc").GetDouble();
        Assert.Equal(Angles.WrapDeg(asc - node), draconic.GetProperty("houses").GetProperty("asc").GetDouble(), 2e-6);
        Assert.Equal("draconic", draconic.GetProperty("meta").GetProperty("zodiac").GetString());

        static double Longitude(JsonElement chart, string body) => chart.GetProperty("planets").GetProperty(body).GetProperty("longitude").GetDouble();
    }

    [Theory]
    [InlineData("jd_tt=x")]
    [InlineData("utc=2024-06-21")]
    [InlineData("a0_deg=24")]
    public async Task Ayanamsas_BadQuery_IsRefused(string query) => await service.GetAsync("/v1/ayanamsas?" + query, 422);

    private Task<JsonElement> Houses(object body) => service.PostAsync("/houses", body);

    private static void Near(double expected, JsonElement actual) => Assert.Equal(expected, actual.GetDouble(), CuspToleranceDeg);
}
