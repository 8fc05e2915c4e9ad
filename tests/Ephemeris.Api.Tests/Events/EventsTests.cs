using System.Globalization;
using System.Text.Json;
using Ephemeris.Api.Events;
using Ephemeris.Api.Tests.Http;

namespace Ephemeris.Api.Tests.Events;

public sealed class EventsTests(Service service) : IClassFixture<Service>
{
    /// <summary>Almanacs print minutes.</summary>
    private const double MinuteSeconds = 60.0;

    /// <summary>Astronomy Engine's series err by up to an arc minute: the Sun needs 25 minutes of time for that.</summary>
    private const double SeasonToleranceSeconds = 120.0;

    /// <summary>The Moon passes an arc minute in two minutes of time.</summary>
    private const double PhaseToleranceSeconds = 60.0;

    /// <summary>The sky turns by an arc minute in four seconds, slower against a slanted horizon.</summary>
    private const double HorizonToleranceSeconds = 20.0;

    /// <summary>Greatest eclipse, of phases' kind.</summary>
    private const double EclipseToleranceSeconds = 45.0;

    // Meeus, Astronomical Algorithms, example 27.b, TD 21:24:42 less ΔT 34 s (VSOP87's equinox is 0.1″ from ours, 3 s of time); the others by the US Naval Observatory, to the minute.
    [Theory]
    [InlineData("1962-06-01", "june_solstice", "1962-06-21T21:24:08Z", 5.0)]
    [InlineData("2024-01-01", "march_equinox", "2024-03-20T03:06:00Z", MinuteSeconds)]
    [InlineData("2024-04-01", "june_solstice", "2024-06-20T20:51:00Z", MinuteSeconds)]
    [InlineData("2024-07-01", "september_equinox", "2024-09-22T12:44:00Z", MinuteSeconds)]
    [InlineData("2024-10-01", "december_solstice", "2024-12-21T09:21:00Z", MinuteSeconds)]
    public async Task Seasons_PublishedInstants_AreFound(string start, string type, string utc, double tolerance) =>
        Near(utc, await First($"/v1/events/seasons?start={start}&days=120", type), tolerance);

    // Meeus, example 49.a: new moon 1977-02-18 3:37:42 TD less ΔT 47.6 s; the others by the US Naval Observatory.
    [Theory]
    [InlineData("1977-02-10", "new_moon", "1977-02-18T03:36:54Z", 5.0)]
    [InlineData("2024-01-01", "new_moon", "2024-01-11T11:57:00Z", MinuteSeconds)]
    [InlineData("2024-01-01", "full_moon", "2024-01-25T17:54:00Z", MinuteSeconds)]
    [InlineData("2024-01-01", "first_quarter", "2024-01-18T03:53:00Z", MinuteSeconds)]
    public async Task Phases_PublishedInstants_AreFound(string start, string type, string utc, double tolerance) =>
        Near(utc, await First($"/v1/events/phases?start={start}&days=40", type), tolerance);

    // Meeus, example 15.a: Venus at Boston, 1988-03-20.
    [Theory]
    [InlineData("rise-set", "rise", "1988-03-20T12:25:26Z")]
    [InlineData("rise-set", "set", "1988-03-20T02:54:40Z")]
    [InlineData("transits", "upper_transit", "1988-03-20T19:40:31Z")]
    public async Task RiseSet_MeeusVenusAtBoston_IsFound(string kind, string type, string utc) => Near(
        utc,
        await First($"/v1/events/{kind}?body=Venus&latitude=42.3333&longitude=-71.0833&start=1988-03-20&days=1", type),
        20.0);

    [Fact]
    public async Task RiseSet_AstronomyEngine_Agrees() => await Compare("rise-set", HorizonToleranceSeconds);

    [Fact]
    public async Task Transits_AstronomyEngine_Agrees() => await Compare("transits", HorizonToleranceSeconds);

    [Fact]
    public async Task Seasons_AstronomyEngine_Agrees() => await CompareYears("seasons", SeasonToleranceSeconds);

    [Fact]
    public async Task Phases_AstronomyEngine_Agrees() => await CompareYears("phases", PhaseToleranceSeconds);

    [Fact]
    public async Task Eclipses_AstronomyEngine_AgreesOnAllOfTwoDecades()
    {
        foreach (var (type, body) in new[] { ("lunar", "Moon"), ("solar", "Sun") })
        {
            var expected = Rows("eclipses").Where(row => row[2] == body).ToList();
            var found = (await Events($"/v1/events/eclipses?type={type}&start=2000-01-01&days=12000")).Take(expected.Count).ToList();
            foreach (var (row, one) in expected.Zip(found))
            {
                Near(row[4], one, EclipseToleranceSeconds);
                // Astronomy Engine knows no hybrid eclipses: it calls them by what they are at greatest eclipse.
                // Where the umbra but not its axis touches the Earth (2014-04-29), it says partial; the canon says annular.
                var isCentral = type == "lunar" || one.TryGetProperty("latitude_deg", out _);
                var kind = isCentral ? Text(one, "type").Replace("hybrid", "total", StringComparison.Ordinal) : "solar_partial";
                Assert.True(row[1] == kind, $"{row[4]}: {kind}, wanted {row[1]}");
            }
        }
    }

    // NASA's Five Millennium Canons (Espenak and Meeus): type, greatest eclipse (its TD less the ΔT that came to be), gamma or none, magnitude, place.
    [Theory]
    [InlineData("2017-08-01", "solar_total", "2017-08-21T18:25:32Z", 0.4367, 1.0306, 37.0, -87.7)]
    [InlineData("2013-11-01", "solar_hybrid", "2013-11-03T12:46:28Z", 0.3272, 1.0159, 3.5, -11.7)]
    [InlineData("2023-04-01", "solar_hybrid", "2023-04-20T04:16:45Z", -0.3952, 1.0132, -9.6, 125.8)]
    [InlineData("2019-12-01", "solar_annular", "2019-12-26T05:17:43Z", 0.4135, 0.9701, 1.0, 102.3)]
    [InlineData("2022-10-01", "solar_partial", "2022-10-25T11:00:11Z", 1.0701, 0.8619, double.NaN, double.NaN)]
    [InlineData("2018-02-01", "solar_partial", "2018-02-15T20:51:24Z", -1.2116, 0.5991, double.NaN, double.NaN)]
    [InlineData("2025-03-20", "solar_partial", "2025-03-29T10:47:25Z", 1.0405, 0.9376, double.NaN, double.NaN)]
    [InlineData("2024-04-01", "solar_total", "2024-04-08T18:17:18Z", 0.3431, 1.0566, 25.3, -104.1)]
    [InlineData("2009-07-10", "solar_total", "2009-07-22T02:35:19Z", 0.0698, 1.0799, 24.2, 144.1)]
    [InlineData("2010-01-01", "solar_annular", "2010-01-15T07:06:31Z", 0.4002, 0.9190, 1.6, 69.3)]
    [InlineData("1935-01-01", "solar_partial", "1935-01-05T05:35:22Z", -1.5381, 0.0013, double.NaN, double.NaN)]
    [InlineData("2014-04-20", "solar_annular", "2014-04-29T06:03:25Z", -1.0000, 0.9868, double.NaN, double.NaN)]
    public async Task Eclipses_SolarOfTheCanon_HasItsCircumstances(
        string start, string type, string utc, double gamma, double magnitude, double latitude, double longitude)
    {
        var eclipse = await First($"/v1/events/eclipses?type=solar&start={start}&days=30", type);
        Near(utc, eclipse, 5.0);
        Assert.Equal(gamma, Number(eclipse, "gamma"), 0.0005);
        Assert.Equal(magnitude, Number(eclipse, "magnitude"), 0.0003);
        if (!double.IsNaN(latitude))
        {
            Assert.Equal(latitude, Number(eclipse, "latitude_deg"), 0.1);
            Assert.Equal(longitude, Number(eclipse, "place_longitude_deg"), 0.1);
        }
    }

    [Theory]
    [InlineData(1805)]
    [InlineData(1935)]
    [InlineData(2206)]
    public async Task Eclipses_YearsOfFiveSolarOnes_HaveAllFive(int year) =>
        Assert.Equal(5, (await Events($"/v1/events/eclipses?type=solar&start={year}-01-01&end={year + 1}-01-01")).Count);

    [Theory]
    [InlineData("2018-07-15", "lunar_total", "2018-07-27T20:21:44Z", 1.6087)]
    [InlineData("2019-07-10", "lunar_partial", "2019-07-16T21:30:44Z", 0.6531)]
    [InlineData("2021-11-10", "lunar_partial", "2021-11-19T09:02:56Z", 0.9742)]
    [InlineData("2020-01-01", "lunar_penumbral", "2020-01-10T19:10:02Z", -0.1146)]
    public async Task Eclipses_LunarOfTheCanon_HasItsMagnitude(string start, string type, string utc, double magnitude)
    {
        var eclipse = await First($"/v1/events/eclipses?type=lunar&start={start}&days=20", type);
        Near(utc, eclipse, 10.0);
        Assert.Equal(magnitude, Number(eclipse, "magnitude"), 0.003);
    }

    [Fact]
    public async Task Eclipses_TotalLunar_HasSixContactsInOrder()
    {
        var eclipse = await First("/v1/events/eclipses?type=lunar&start=2018-07-15&days=20", "lunar_total");
        var contacts = eclipse.GetProperty("contacts");
        string[] times = [.. new[] { "p1", "u1", "u2", "u3", "u4", "p4" }.Select(name => Text(contacts, name))];
        Assert.Equal(times.Order(StringComparer.Ordinal), times);
        // The canon: totality from 19:30:15 to 21:13:12 UT.
        Assert.Equal(Seconds("2018-07-27T19:30:15Z"), Seconds(times[2]), 30.0);
        Assert.Equal(Seconds("2018-07-27T21:13:12Z"), Seconds(times[3]), 30.0);
    }

    // Published by astrological almanacs to the minute (Swiss Ephemeris).
    [Theory]
    [InlineData("station_retrograde", "2024-04-01T22:14:00Z", 27.22)]
    [InlineData("station_direct", "2024-04-25T12:54:00Z", 15.98)]
    public async Task Stations_MercuryInSpring2024_AreFound(string type, string utc, double longitude)
    {
        var station = await First("/v1/events/stations?body=Mercury&start=2024-03-20&days=60", type);
        Near(utc, station, 2.0 * MinuteSeconds);
        Assert.Equal(longitude, Number(station, "longitude_deg"), 0.02);
    }

    // Zeros of the speed that Debian's Swiss Ephemeris 2.10.03 gives.
    [Theory]
    [InlineData("Mercury", "2023-12-20", "station_direct", "2024-01-02T03:07:34Z", 20.0)]
    [InlineData("Mercury", "2024-11-10", "station_retrograde", "2024-11-26T02:42:24Z", 20.0)]
    [InlineData("Mercury", "2024-12-01", "station_direct", "2024-12-15T20:56:19Z", 20.0)]
    [InlineData("Mercury", "2025-11-01", "station_retrograde", "2025-11-09T19:01:43Z", 20.0)]
    public async Task Stations_SwissEphemeris_AgreesInSeconds(string body, string start, string type, string utc, double tolerance) =>
        Near(utc, await First($"/v1/events/stations?body={body}&start={start}&days=40", type), tolerance);

    [Fact]
    public async Task Conjunctions_JupiterAndSaturn2020_IsFound()
    {
        var conjunction = await First("/v1/events/conjunctions?bodies=Jupiter,Saturn&start=2020-12-01&days=40", "conjunction");
        Near("2020-12-21T18:20:30Z", conjunction, 2.0 * MinuteSeconds);
        Assert.Equal(0.105, Number(conjunction, "separation_deg"), 0.005);
        Assert.Equal("Saturn", Text(conjunction, "other_body"));
    }

    [Fact]
    public async Task Ingresses_SunOverAYear_EntersTwelveSignsAndMeetsTheSeasons()
    {
        var ingresses = await Events("/v1/events/ingresses?body=Sun&start=2024-01-01&days=366");
        Assert.Equal(12, ingresses.Count);
        var aries = ingresses.Single(one => Text(one, "sign") == "Aries");
        Near("2024-03-20T03:06:00Z", aries, MinuteSeconds);
    }

    [Fact]
    public async Task Ingresses_RetrogradeMercury_GoesBackIntoTheSignBefore()
    {
        // Mercury entered Capricorn on 2023-12-01, went back into Sagittarius on 12-23 at 6:17 UT and returned on 2024-01-14.
        var ingresses = await Events("/v1/events/ingresses?body=Mercury&start=2023-11-25&days=55");
        Assert.Equal(["Capricorn", "Sagittarius", "Capricorn"], ingresses.Select(one => Text(one, "sign")));
        Assert.Equal("retrograde_ingress", Text(ingresses[1], "type"));
        Near("2023-12-23T06:17:00Z", ingresses[1], 2.0 * MinuteSeconds);
    }

    [Fact]
    public void Zeros_BothWithinOneStep_AreFound()
    {
        // Below zero for two seconds around 105: steps of ten show it only by its turning point.
        var found = RootSearch.Zeros(t => 0.01 * (((t - 105.0) * (t - 105.0)) - 1.0), 0.0, 200.0, 10.0, 1e-6).ToList();
        Assert.Equal([104.0, 106.0], found.Select(zero => Math.Round(zero.At, 3)));
        Assert.Equal([false, true], found.Select(zero => zero.Rising));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(2.0)]
    public async Task Returns_JustInsideATurningPoint_AreTwo(double hours)
    {
        // Mercury turned direct on 2024-04-25T12:54Z: a longitude a little beyond the turn is passed just before and after it.
        var turn = await First("/v1/events/stations?body=Mercury&start=2024-04-20&days=10", "station_direct");
        var at = DateTime.Parse(Text(turn, "utc"), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
        var answer = await service.PostAsync(
            "/v1/returns", new { body = "Mercury", birth_time = at.AddHours(hours).ToString("s", CultureInfo.InvariantCulture) + "Z", start = "2024-04-10T00:00:00Z", count = 2 });
        string[] utcs = [.. answer.GetProperty("returns").EnumerateArray().Select(one => Text(one, "utc"))];
        Assert.Equal(["retrograde_return", "return"], answer.GetProperty("returns").EnumerateArray().Select(one => Text(one, "type")));
        Assert.Equal(2.0 * hours * 3600.0, Seconds(utcs[1]) - Seconds(utcs[0]), 1800.0);
    }

    [Fact]
    public async Task Transits_OnTheNorthernMeridian_HaveAzimuthZeroNotAFullTurn()
    {
        var events = await Events("/v1/events/transits?body=Sun&latitude=40&longitude=-74&start=2024-06-01&days=60");
        Assert.All(events, one => Assert.InRange(Number(one, "azimuth_deg"), 0.0, 359.9999));
    }

    [Fact]
    public async Task RiseSet_PolarDay_HasNone() =>
        Assert.Empty(await Events("/v1/events/rise-set?body=Sun&latitude=78.2&longitude=15.6&start=2024-06-01&days=3"));

    [Fact]
    public async Task RiseSet_Twilight_ComesBeforeSunrise()
    {
        const string Greenwich = "body=Sun&latitude=51.4769&longitude=0&start=2024-03-20&days=1";
        var rise = await First("/v1/events/rise-set?" + Greenwich, "rise");
        var civil = await First("/v1/events/rise-set?horizon=-6&" + Greenwich, "rise");
        Assert.InRange(Seconds(Text(rise, "utc")) - Seconds(Text(civil, "utc")), 1500.0, 2400.0);
        Assert.Equal(-6.0, Number(civil, "altitude_deg"), 0.001);
    }

    [Theory]
    [InlineData("/v1/events/parades", 404)]
    [InlineData("/v1/events/rise-set?body=Sun", 422)]
    [InlineData("/v1/events/rise-set?body=TrueNode&latitude=1&longitude=1", 422)]
    [InlineData("/v1/events/rise-set?body=Sun&latitude=91&longitude=1", 422)]
    [InlineData("/v1/events/stations?body=Sun", 422)]
    [InlineData("/v1/events/conjunctions?bodies=Mars", 422)]
    [InlineData("/v1/events/seasons?start=2024-01-01&end=2023-01-01", 422)]
    [InlineData("/v1/events/seasons?start=1066-01-01", 422)]
    [InlineData("/v1/events/eclipses?type=stellar", 422)]
    public async Task Events_BadQuery_IsRefused(string path, int status)
    {
        var problem = await service.GetAsync(path, status);
        Assert.True(problem.TryGetProperty("code", out _));
    }

    [Fact]
    public async Task Returns_SolarReturn_ComesToTheNatalLongitudeWithinASecond()
    {
        var answer = await service.PostAsync("/v1/returns", new { body = "Sun", birth_time = "1990-05-15T12:00:00Z", start = "2024-01-01T00:00:00Z", count = 2 });
        Assert.Equal(2, answer.GetProperty("returns").GetArrayLength());
        var utc = Text(answer.GetProperty("returns")[0], "utc");
        Assert.StartsWith("2024-05-1", utc, StringComparison.Ordinal);
        var chart = await service.PostAsync("/calculate", new
        {
            birth_time = utc,
            latitude = 0,
            longitude = 0,
            zodiac = "tropical",
            observer = "geocentric",
            bodies = new[] { "Sun" },
        });
        // The Sun moves 1.1e-5° in a second.
        Assert.Equal(Number(answer, "longitude_deg"), Number(chart.GetProperty("data").GetProperty("Sun"), "longitude"), 1.2e-5);
    }

    [Fact]
    public async Task Returns_OutOfARetrogradeLoop_AreThree()
    {
        // Saturn crossed 3° Aquarius forward, backward and forward again in 2020 and 2021? It turned at 1°57' and 25°20' Capricorn:
        // 1° Aquarius was passed in 2020-04 forward, 2020-06 backward and 2020-12 forward.
        var answer = await service.PostAsync("/v1/returns", new { body = "Saturn", longitude = 301.0, start = "2020-01-01T00:00:00Z", count = 3 });
        Assert.Equal(
            ["return", "retrograde_return", "return"],
            answer.GetProperty("returns").EnumerateArray().Select(one => Text(one, "type")));
        Assert.StartsWith("2020-12", Text(answer.GetProperty("returns")[2], "utc"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"body":"Sun","start":"2024-01-01T00:00:00Z"}""")]
    [InlineData("""{"body":"Vulcan","longitude":1,"start":"2024-01-01T00:00:00Z"}""")]
    [InlineData("""{"body":"Sun","longitude":361,"start":"2024-01-01T00:00:00Z"}""")]
    [InlineData("""{"body":"Sun","longitude":1}""")]
    [InlineData("""{"body":"Sun","longitude":1,"start":"2024-01-01T00:00:00Z","count":0}""")]
    public async Task Returns_BadRequest_IsRefused(string body) =>
        await service.PostAsync("/v1/returns", JsonSerializer.Deserialize<JsonElement>(body), 422);

    private async Task Compare(string kind, double tolerance)
    {
        foreach (var row in Rows(kind))
        {
            var place = row[3].Split(';');
            var found = await First(
                $"/v1/events/{kind}?body={row[2]}&latitude={place[0]}&longitude={place[1]}&elevation={place[2]}&start={place[3]}&days=2", row[1]);
            Near(row[4], found, tolerance);
        }
    }

    private async Task CompareYears(string kind, double tolerance)
    {
        foreach (var row in Rows(kind))
        {
            var start = row[4][..4] + (kind == "phases" ? "-05-01" : "-01-01");
            Near(row[4], await First($"/v1/events/{kind}?start={start}&days=366", row[1]), tolerance);
        }
    }

    private static IEnumerable<string[]> Rows(string kind) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Events", "Golden", "events.csv")).Select(line => line.Split(',')).Where(row => row[0] == kind);

    // The spring equinox of 1550 falls on the same day whichever kernel answers; the embedded modern one begins on 1549-12-31.
    [Fact]
    public async Task Seasons_AcrossTheBoundaryOfTwoKernels_AreFoundOnceConsentIsGiven()
    {
        await service.GetAsync("/v1/events/seasons?start=1549-06-01&end=1550-12-31", 422);
        var across = await Events("/v1/events/seasons?start=1549-06-01&end=1550-12-31&kernel=de441");
        var modern = await Events("/v1/events/seasons?start=1550-01-02&end=1550-12-31");
        Assert.Equal(7, across.Count);
        Assert.Equal(modern.Select(one => Text(one, "utc")), across.Skip(3).Select(one => Text(one, "utc")));
    }

    [Fact]
    public async Task Events_FromTheModernSlotBeyondIt_AreAnsweredByTheHistorical()
    {
        using var client = service.CreateClient();
        client.DefaultRequestHeaders.Add("x-historical-enabled", "true");
        const string Path = "/v1/events/phases?start=2649-12-20&end=2650-02-20";
        using var response = await client.GetAsync(Path, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == System.Net.HttpStatusCode.OK, text);
        Assert.Contains("2650-02", text, StringComparison.Ordinal);
    }

    // The ends of a kernel are no reason to refuse what lies before them.
    [Theory]
    [InlineData("seasons")]
    [InlineData("phases")]
    [InlineData("eclipses")]
    [InlineData("stations")]
    [InlineData("ingresses")]
    public async Task Events_ToTheLastHourOfAKernel_AreFound(string kind)
    {
        await service.GetAsync($"/v1/events/{kind}?start=2649-06-01&end=2650-01-24T23:55:00Z");
        await service.GetAsync($"/v1/events/{kind}?start=1549-12-31T00:05:00Z&end=1550-06-01");
    }

    [Fact]
    public async Task Returns_BeyondTheModernSlot_NeedConsentToo()
    {
        var request = new { body = "Moon", longitude = 10.0, start = "2645-01-01T00:00:00Z", count = 100 };
        var refused = await service.PostAsync("/v1/returns", request, 422);
        Assert.Equal("HISTORICAL_REQUIRED", Text(refused, "code"));
        var found = await service.PostAsync("/v1/returns", request, 200, message => message.Headers.Add("x-historical-enabled", "true"));
        Assert.Equal(100, found.GetProperty("returns").GetArrayLength());
    }

    private async Task<List<JsonElement>> Events(string path) => [.. (await service.GetAsync(path)).GetProperty("events").EnumerateArray()];

    private async Task<JsonElement> First(string path, string type)
    {
        var events = await Events(path);
        var found = events.Where(one => Text(one, "type") == type).ToList();
        Assert.True(found.Count > 0, $"{path}: no {type} among {string.Join(", ", events.Select(one => one.GetRawText()))}");
        return found[0];
    }

    private static void Near(string expected, JsonElement found, double toleranceSeconds)
    {
        var difference = Seconds(Text(found, "utc")) - Seconds(expected);
        Assert.True(Math.Abs(difference) <= toleranceSeconds, $"{found.GetRawText()} is {difference} s off {expected}");
    }

    private static double Seconds(string iso) =>
        DateTimeOffset.Parse(iso, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds() / 1000.0;

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();
}
