using System.Text.Json;

namespace Ephemeris.Api.Tests.Http;

public sealed class StatesTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task State_EmbeddedMoon_AgreesWithHorizons()
    {
        var answer = await service.PostAsync("/v1/state", new { target = 301, center = "Earth", jd_tdb = 2440587.5, units = "au" });
        Assert.Equal(-2.569375247394804e-3, answer.GetProperty("position")[0].GetDouble(), 1e-10);
        Assert.Equal("J2000", answer.GetProperty("frame").GetString());
        Assert.Equal("se431_1550-2650", answer.GetProperty("kernel").GetString());
        Assert.Equal(2, answer.GetProperty("segment_type").GetInt32());
        Assert.Equal(2, answer.GetProperty("chain").GetArrayLength());
    }

    [Fact]
    public async Task State_ManyEpochs_AnswersEach()
    {
        var one = await service.PostAsync("/v1/state", new { target = 10, et = 86400.0 });
        var many = await service.PostAsync("/v1/state", new { target = 10, jd_tdb = new[] { 2451545.0, 2451546.0 } });
        Assert.Equal(2, many.GetProperty("states").GetArrayLength());
        Assert.Equal(
            one.GetProperty("position")[2].GetDouble(), many.GetProperty("states")[1].GetProperty("position")[2].GetDouble(), 1e-6);
    }

    [Fact]
    public async Task State_PlanetNotInKernel_FallsBackToTheBarycentreAndSaysSo()
    {
        var answer = await service.PostAsync("/v1/state", new { target = 599, jd_tdb = 2451545.0 });
        Assert.Equal(5, answer.GetProperty("target").GetInt32());
        Assert.Contains("barycentre", answer.GetProperty("meta").GetProperty("notes")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"target":"Vulcan","jd_tdb":2451545}""", 422, "BODIES.UNSUPPORTED")]
    [InlineData("""{"target":10}""", 422, "INPUT.MISSING_REQUIRED")]
    [InlineData("""{"target":10,"jd_tdb":"x"}""", 422, "INPUT.INVALID_FORMAT")]
    [InlineData("""{"target":10,"jd_tdb":2451545,"units":"furlong"}""", 422, "INPUT.INVALID")]
    [InlineData("""{"target":10,"jd_tdb":2086000.5}""", 422, "RANGE.EPHEMERIS_OUTSIDE")]
    [InlineData("""{"target":777777,"jd_tdb":2451545}""", 400, "BODIES.UNSUPPORTED")]
    [InlineData("""{"target":10,"jd_tdb":2451545,"kernel":"de999"}""", 400, "INPUT.INVALID")]
    public async Task State_BadRequest_SaysWhy(string body, int status, string code)
    {
        var problem = await service.PostAsync("/v1/state", JsonSerializer.Deserialize<JsonElement>(body), status);
        Assert.Equal(code, problem.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Observe_HorizonsMoon1800_Agrees()
    {
        var answer = await service.PostAsync("/v1/observe", new
        {
            body = "Moon",
            jd_ut1 = 2378502.5,
            delta_t = 18.261725,
            observer = new { latitude = 29, longitude = 279, elevation = 10 },
            refraction = new { temperature_c = 10, pressure_mbar = 1010 },
        });
        Assert.Equal(61.01185, answer.GetProperty("astrometric").GetProperty("ra_deg").GetDouble(), 2e-5);
        Assert.Equal(22.26597, answer.GetProperty("apparent_of_date").GetProperty("dec_deg").GetDouble(), 4e-4);
        var horizontal = answer.GetProperty("horizontal");
        Assert.Equal(95.2483, horizontal.GetProperty("azimuth_deg").GetDouble(), 0.002);
        // Bennett at 60°: 0.57′.
        var lift = horizontal.GetProperty("refracted_altitude_deg").GetDouble() - horizontal.GetProperty("altitude_deg").GetDouble();
        Assert.Equal(0.57 / 60.0, lift, 0.0005);
    }

    [Fact]
    public async Task Observe_Cases_TakeWhatTheyLeaveOutFromAround()
    {
        var answer = await service.PostAsync("/v1/observe", new
        {
            time = new { utc = "2005-10-01T07:00:00Z" },
            cases = new object[] { new { body = "Sun" }, new { body = 10, time = new { utc = "2005-10-01T08:00:00Z" } } },
        });
        var cases = answer.GetProperty("cases");
        Assert.Equal(188.2011122, cases[0].GetProperty("ecliptic_of_date").GetProperty("lon_deg").GetDouble(), 0.0003);
        Assert.Equal(188.2420983, cases[1].GetProperty("ecliptic_of_date").GetProperty("lon_deg").GetDouble(), 0.0003);
    }

    [Fact]
    public async Task Observe_TwoBodiesTwoTimes_MakesFourLooks()
    {
        var answer = await service.PostAsync(
            "/v1/observe", new { bodies = new object[] { "Sun", 4 }, times_jd_utc = new[] { 2459371.5, 2459372.5 } });
        Assert.Equal(4, answer.GetProperty("observations").GetArrayLength());
    }

    [Theory]
    [InlineData("38 55 14 N", 38.92055555555556)]
    [InlineData("-77:03:56", -77.06555555555556)]
    [InlineData("77 03 56 W", -77.06555555555556)]
    [InlineData("38°55'14\" S", -38.92055555555556)]
    [InlineData("s38 55 14", -38.92055555555556)]
    public void Dms_Text_IsRead(string text, double degrees) =>
        Assert.Equal(degrees, Ephemeris.Api.States.ObserverReader.Dms(JsonSerializer.SerializeToElement(text))!.Value, 1e-12);

    [Theory]
    [InlineData("\"north\"")]
    [InlineData("[1,2,3,4]")]
    [InlineData("[]")]
    [InlineData("true")]
    public void Dms_Nonsense_IsRefused(string json) =>
        Assert.Null(Ephemeris.Api.States.ObserverReader.Dms(JsonSerializer.Deserialize<JsonElement>(json)));

    [Fact]
    public async Task TimeScales_LeapSecond_CountsIt()
    {
        var answer = await service.GetAsync("/v1/timescales?utc=2016-12-31T23:59:60Z");
        Assert.Equal(36, answer.GetProperty("tai_minus_utc").GetInt32());
        Assert.Equal("2017-01-01T00:01:08.184000", answer.GetProperty("tt").GetString());
    }

    [Theory]
    [InlineData("date=1957-10-04.81", 2436116.31)]
    [InlineData("date=333-01-27.5&calendar=julian", 1842713.0)]
    [InlineData("date=-4712-01-01.5&calendar=julian", 0.0)]
    public async Task TimeScales_MeeusDates_Agree(string query, double jd) =>
        Assert.Equal(jd, (await service.GetAsync("/v1/timescales?" + query)).GetProperty("jd").GetDouble(), 1e-6);

    [Fact]
    public async Task EarthOrientation_Iau2006_AgreesWithErfa()
    {
        var answer = await service.GetAsync("/v1/earth-orientation?jd_tt=2453736.5&jd_ut1=2453736.5");
        Assert.Equal(-0.9630912025820308797e-5, answer.GetProperty("dpsi_rad").GetDouble(), 1e-12);
        Assert.Equal(1.754166137675019159, answer.GetProperty("gast_rad").GetDouble(), 1e-9);
        Assert.Equal(1.754174971870091203, answer.GetProperty("gmst_rad").GetDouble(), 1e-9);
    }

    [Theory]
    // eraNut80, eraGmst82, eraGst94; eraNut00a, eraGmst00, eraGst00a at 2453736.5 (pyerfa 2.0.0.1).
    [InlineData("iau1980", -9.643658353226685e-06, 1.7541749818606718, 1.754166136020642)]
    [InlineData("iau1982", -9.643658353226685e-06, 1.7541749818606718, 1.754166136020642)]
    [InlineData("iau2000a", -9.630909107115518e-06, 1.754174972210737, 1.7541661380182778)]
    public async Task EarthOrientation_OlderModels_AgreeWithErfa(string model, double dpsi, double gmst, double gast)
    {
        var answer = await service.GetAsync($"/v1/earth-orientation?jd_tt=2453736.5&jd_ut1=2453736.5&model={model}");
        Assert.Equal(dpsi, answer.GetProperty("dpsi_rad").GetDouble(), 1e-12);
        Assert.Equal(gmst, answer.GetProperty("gmst_rad").GetDouble(), 1e-11);
        Assert.Equal(gast, answer.GetProperty("gast_rad").GetDouble(), 1e-11);
    }

    [Fact]
    public async Task EarthOrientation_MeeusExample12a_Agrees()
    {
        var answer = await service.GetAsync("/v1/earth-orientation?jd_ut1=2446895.5&model=iau1982");
        Assert.Equal(13.0 + (10.0 / 60.0) + (46.3668 / 3600.0), answer.GetProperty("gmst_hours").GetDouble(), 0.001 / 3600.0);
    }

    [Theory]
    // eraC2t06a, eraPnm06a, eraPnm00a, eraPnm80 at 2453736.5, pole (2.55060238e-7, 1.860359247e-6) rad (pyerfa 2.0.0.1).
    [InlineData("iau2006a", "precession_nutation", 0, 1, -1.33288142e-03)]
    [InlineData("iau2000a", "precession_nutation", 0, 1, -1.33288176e-03)]
    [InlineData("iau1980", "precession_nutation", 0, 2, -5.79186850e-04)]
    [InlineData("iau2006a", "celestial_to_terrestrial", 0, 0, -1.81033213e-01)]
    [InlineData("iau2006a", "celestial_to_terrestrial", 1, 2, 5.74980084e-04)]
    [InlineData("iau2006a", "celestial_to_terrestrial", 2, 0, 5.77347402e-04)]
    public async Task EarthOrientation_Matrices_AgreeWithErfa(string model, string matrix, int row, int column, double expected)
    {
        const string Pole = "&xp_arcsec=0.05261008&yp_arcsec=0.38372671";
        var answer = await service.GetAsync($"/v1/earth-orientation?jd_tt=2453736.5&jd_ut1=2453736.5&model={model}{Pole}");
        Assert.Equal(expected, answer.GetProperty(matrix)[row][column].GetDouble(), 1e-9);
    }

    [Fact]
    public async Task Transform_EclipticToIcrs_AgreesWithErfa()
    {
        var answer = await service.PostAsync(
            "/v1/transform",
            new { from = "mean_ecliptic_of_date", to = "icrs", jd_tt = 2456165.901182685, lon_rad = 5.1, lat_rad = -0.9 });
        Assert.Equal(5.533459733613627767, answer.GetProperty("lon_rad").GetDouble(), 1e-12);
        Assert.Equal(-1.246542932554480576, answer.GetProperty("lat_rad").GetDouble(), 1e-12);
    }

    [Fact]
    public async Task Transform_GeodeticToItrf_AgreesWithErfaAndBack()
    {
        var answer = await service.PostAsync(
            "/v1/transform", new { from = "geodetic", to = "itrf", lon_rad = 3.1, lat_rad = -0.5, elevation = 2500 });
        Assert.Equal(-5599000.5577, answer.GetProperty("vector")[0].GetDouble(), 1e-3);
        var back = await service.PostAsync(
            "/v1/transform", new { from = "itrf", to = "geodetic", vector = answer.GetProperty("vector") });
        Assert.Equal(2500.0, back.GetProperty("elevation").GetDouble(), 1e-6);
        Assert.Equal(-0.5, back.GetProperty("lat_rad").GetDouble(), 1e-14);
    }

    [Fact]
    public async Task Transform_WithoutInstant_IsRefusedOnlyWhereItMatters()
    {
        var problem = await service.PostAsync("/v1/transform", new { from = "icrs", to = "itrf", vector = new[] { 1, 0, 0 } }, 422);
        Assert.Contains("jd_tt", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
