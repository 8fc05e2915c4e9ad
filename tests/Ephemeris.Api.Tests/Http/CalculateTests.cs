using System.Text.Json;

namespace Ephemeris.Api.Tests.Http;

public sealed class CalculateTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task Calculate_SeedPayloadTropical_AgreesWithPeers()
    {
        var answer = await service.PostAsync("/calculate", Seed("tropical"));
        var data = answer.GetProperty("data");
        AssertLongitudes(data, 2e-5, 90.841734, null, 99.346612, 95.511718, 39.253252, 66.178382, 349.373743);
        Assert.Equal(266.74858, Longitude(data, "Moon"), 2e-4);
        Assert.Equal("Cancer", data.GetProperty("Sun").GetProperty("sign").GetString());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("meta").GetProperty("ayanamsa_deg").ValueKind);
    }

    [Fact]
    public async Task Calculate_SeedPayloadSiderealByDefault_AgreesWithSwissEphemeris()
    {
        var answer = await service.PostAsync("/calculate", Seed(null));
        AssertLongitudes(
            answer.GetProperty("data"), 2e-4, 66.643737, 242.55058, 75.148616, 71.313722, 15.055256, 41.980385, 325.175746);
        Assert.Equal(24.19796, answer.GetProperty("meta").GetProperty("ayanamsa_deg").GetDouble(), 2e-4);
    }

    [Fact]
    public async Task Calculate_Meta_SaysWhatTheAnswerRestsOn()
    {
        var meta = (await service.PostAsync("/calculate", Seed("tropical"))).GetProperty("meta");
        Assert.Equal("se431_1550-2650", meta.GetProperty("kernel_set_tag").GetString());
        Assert.Equal("ECLIPDATE", meta.GetProperty("ecliptic_frame").GetString());
        Assert.Equal("UT1_MODEL", meta.GetProperty("observer_frame_used").GetString());
        Assert.Equal(69.1, meta.GetProperty("delta_t_seconds").GetDouble(), 0.3);
        Assert.InRange(meta.GetProperty("accuracy_arcsec").GetDouble(), 0.001, 0.2);
        Assert.Equal("DE440", meta.GetProperty("gateway_routing").GetProperty("selected_kernel").GetString());
        Assert.Equal("optimal_coverage", meta.GetProperty("gateway_routing").GetProperty("reason").GetString());
        Assert.False(string.IsNullOrEmpty(meta.GetProperty("request_id").GetString()));
    }

    [Theory]
    [InlineData("2010-03-01T00:00:00Z", "iau", "ITRF93")]
    [InlineData("1900-03-01T00:00:00Z", "iau", "UT1_MODEL")]
    [InlineData("1900-03-01T00:00:00Z", "compat", "IAU_EARTH")]
    public async Task Calculate_ObserverFrame_FollowsTheDataAtHand(string time, string profile, string frame)
    {
        var answer = await service.PostAsync("/calculate", new { birth_time = time, latitude = 0, longitude = 0, profile });
        Assert.Equal(frame, answer.GetProperty("meta").GetProperty("observer_frame_used").GetString());
    }

    [Theory]
    [InlineData("1549-12-30T00:00:00Z", 1549)]
    [InlineData("1066-10-14T12:00:00Z", 1066)]
    [InlineData("2650-12-30T00:00:00Z", 2650)]
    public async Task Calculate_OutsideModernSpan_AsksForConsent(string time, int year)
    {
        var problem = await service.PostAsync("/calculate", At(time), 422);
        Assert.Equal("HISTORICAL_REQUIRED", problem.GetProperty("code").GetString());
        Assert.Equal("Historical ephemeris required", problem.GetProperty("error").GetString());
        var details = problem.GetProperty("details");
        Assert.Equal(year, details.GetProperty("requested_year").GetInt32());
        Assert.Equal("1550-2650 CE", details.GetProperty("available_coverage").GetProperty("de440").GetString());
        Assert.Equal(
            ["Enable Historical Pack in settings", "Add ?kernel=de441 to request", "Add header: x-historical-enabled: true"],
            details.GetProperty("solutions").EnumerateArray().Select(solution => solution.GetString()));
    }

    [Theory]
    [InlineData("/calculate?kernel=de441", null, "1066-10-14T12:00:00Z", "DE441", "explicit_override")]
    [InlineData("/calculate?kernel=DE441", null, "2024-06-21T18:00:00Z", "DE441", "explicit_override")]
    [InlineData("/calculate", "TRUE", "1066-10-14T12:00:00Z", "DE441", "historical_coverage")]
    [InlineData("/calculate", "true", "2024-06-21T18:00:00Z", "DE440", "optimal_coverage")]
    public async Task Calculate_Consent_RoutesAsTheGatewayDid(string path, string? header, string time, string slot, string reason)
    {
        var answer = await service.PostAsync(path, At(time), 200, request =>
        {
            if (header is not null)
            {
                request.Headers.Add("x-historical-enabled", header);
            }
        });
        var routing = answer.GetProperty("meta").GetProperty("gateway_routing");
        Assert.Equal(slot, routing.GetProperty("selected_kernel").GetString());
        Assert.Equal(reason, routing.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Calculate_ExplicitSlotOutOfReach_NamesItsSpan()
    {
        var problem = await service.PostAsync("/calculate?kernel=de440", At("1066-10-14T12:00:00Z"), 422);
        Assert.Equal("RANGE.EPHEMERIS_OUTSIDE", problem.GetProperty("code").GetString());
        Assert.Contains("1550-2650 CE", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calculate_UnknownSlot_Is400()
    {
        var problem = await service.PostAsync("/calculate?kernel=de999", At("2024-06-21T18:00:00Z"), 400);
        Assert.Contains("de999", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calculate_NoBirthTime_Is400AsTheSeedSays()
    {
        var problem = await service.PostAsync("/calculate", new { latitude = 1, longitude = 2 }, 400);
        Assert.Equal("birth_time is required", problem.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("birth_time", """{"birth_time":"2024-06-21T18:00:00","latitude":1,"longitude":2}""")]
    [InlineData("latitude", """{"birth_time":"2024-06-21T18:00:00Z","latitude":90.5,"longitude":2}""")]
    [InlineData("longitude", """{"birth_time":"2024-06-21T18:00:00Z","latitude":1}""")]
    [InlineData("elevation", """{"birth_time":"2024-06-21T18:00:00Z","latitude":1,"longitude":2,"elevation":-501}""")]
    [InlineData("zodiac", """{"birth_time":"2024-06-21T18:00:00Z","latitude":1,"longitude":2,"zodiac":"chinese"}""")]
    [InlineData("ayanamsa", """{"birth_time":"2024-06-21T18:00:00Z","latitude":1,"longitude":2,"ayanamsa":"nobody"}""")]
    [InlineData("bodies", """{"birth_time":"2024-06-21T18:00:00Z","latitude":1,"longitude":2,"bodies":[]}""")]
    [InlineData("bodies[1]", """{"birth_time":"2024-06-21T18:00:00Z","latitude":1,"longitude":2,"bodies":["Sun","Vulcan"]}""")]
    [InlineData("profile", """{"birth_time":"2024-06-21T18:00:00Z","latitude":1,"longitude":2,"profile":"x"}""")]
    [InlineData("delta_t", """{"birth_time":"2024-06-21T18:00:00Z","latitude":1,"longitude":2,"delta_t":1e9}""")]
    public async Task Calculate_BadField_Is422NamingIt(string field, string body)
    {
        var problem = await service.PostAsync("/calculate", JsonSerializer.Deserialize<JsonElement>(body), 422);
        Assert.Equal(field, problem.GetProperty("errors")[0].GetProperty("field").GetString());
        Assert.Contains(field, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calculate_AllBodies_KeepTheRequestsOrder()
    {
        string[] bodies = ["Pluto", "moon", "TrueNode", "Chiron", "MeanApogee", "Neptune"];
        var answer = await service.PostAsync(
            "/calculate", new { birth_time = "2024-06-21T18:00:00Z", latitude = 1, longitude = 2, bodies, zodiac = "tropical" });
        Assert.Equal(
            ["Pluto", "Moon", "TrueNode", "Chiron", "MeanApogee", "Neptune"],
            answer.GetProperty("data").EnumerateObject().Select(body => body.Name));
    }

    private static object Seed(string? zodiac) =>
        new { birth_time = "2024-06-21T18:00:00Z", latitude = 37.7749, longitude = -122.4194, elevation = 25, zodiac };

    private static object At(string time) => new { birth_time = time, latitude = 50.9, longitude = 0.5, bodies = new[] { "Sun" } };

    private static double Longitude(JsonElement data, string body) => data.GetProperty(body).GetProperty("longitude").GetDouble();

    private static void AssertLongitudes(JsonElement data, double tolerance, params double?[] expected)
    {
        string[] bodies = ["Sun", "Moon", "Mercury", "Venus", "Mars", "Jupiter", "Saturn"];
        Assert.Equal(bodies, data.EnumerateObject().Select(body => body.Name));
        for (var i = 0; i < bodies.Length; i++)
        {
            if (expected[i] is { } longitude)
            {
                Assert.Equal(longitude, Longitude(data, bodies[i]), tolerance);
            }
        }
    }

    [Theory]
    [InlineData("{}", "placidus")]
    [InlineData("""{"system":"koch"}""", "koch")]
    [InlineData("""{"house_system":"whole_sign","mc_hemisphere":"north"}""", "whole-sign")]
    public async Task Calculate_HousesAsked_AnswersThemAsTheHousesRouteDoes(string houses, string system)
    {
        using var wanted = System.Text.Json.JsonDocument.Parse(houses);
        var body = new { birth_time = "2024-06-21T18:00:00Z", latitude = 37.7749, longitude = -122.4194, zodiac = "tropical", houses = wanted.RootElement };
        var answer = (await service.PostAsync("/calculate", body)).GetProperty("houses");
        Assert.Equal(system, answer.GetProperty("system").GetString());
        var north = houses.Contains("north", StringComparison.Ordinal);
        var same = await service.PostAsync("/houses", new
        {
            body.birth_time,
            body.latitude,
            body.longitude,
            body.zodiac,
            system,
            mc_hemisphere = north ? "north" : "south",
        });
        Assert.Equal(same.GetRawText(), answer.GetRawText());
    }

    [Fact]
    public async Task Calculate_NoHousesAsked_LeavesThemOut()
    {
        var answer = await service.PostAsync("/calculate", new { birth_time = "2024-06-21T18:00:00Z", latitude = 1, longitude = 2 });
        Assert.False(answer.TryGetProperty("houses", out _));
    }

    [Theory]
    [InlineData("/calculate", "", 400, "INPUT.MISSING_REQUIRED")]
    [InlineData("/calculate", "null", 400, "INPUT.MISSING_REQUIRED")]
    [InlineData("/calculate", """{"birth_time":"2024-06-21T18:00:00Z","latitude":1,"longitude":2,"bodies":["Nibiru"]}""", 422, "BODIES.UNSUPPORTED")]
    [InlineData("/calculate", """{"birth_time":"2024-06-21T18:00:00Z","latitude":1,"longitude":2,"bodies":[]}""", 422, "BODIES.UNSUPPORTED")]
    [InlineData("/calculate", """{"birth_time":"2024-06-21T18:00:00Z","latitude":1,"longitude":2,"ayanamsa":"none"}""", 422, "AYANAMSHA.UNSUPPORTED")]
    [InlineData("/calculate", """{"birth_time":"2024-06-21T18:00:00Z","longitude":2}""", 422, "INPUT.MISSING_REQUIRED")]
    [InlineData("/calculate", """{"birth_time":"2024-06-21T18:00:00","latitude":1,"longitude":2}""", 422, "INPUT.INVALID_FORMAT")]
    [InlineData("/calculate", """{"birth_time":"2024-06-21T18:00:00Z","latitude":91,"longitude":2}""", 422, "INPUT.INVALID")]
    [InlineData("/calculate", """{"birth_time":"2024-06-21T18:00:00Z","latitude":91,"longitude":2,"ayanamsa":"none"}""", 422, "INPUT.INVALID")]
    [InlineData("/calculate", """{"birth_time":"2024-06-21T18:00:00Z","latitude":1,"longitude":2,"houses":{"system":"x"}}""", 422, "INPUT.INVALID")]
    [InlineData("/nowhere", "{}", 404, "INPUT.INVALID")]
    public async Task Problems_OneKindOfFault_GivesTheWholeItsCode(string path, string body, int status, string code)
    {
        using var client = service.CreateClient();
        using var content = new StringContent(body, null, "application/json");
        using var response = await client.PostAsync(path, content, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == (int)response.StatusCode, text);
        using var problem = System.Text.Json.JsonDocument.Parse(text);
        Assert.Equal(code, problem.RootElement.GetProperty("code").GetString());
        Assert.NotEmpty(problem.RootElement.GetProperty("tip").GetString()!);
        Assert.EndsWith(code, problem.RootElement.GetProperty("type").GetString(), StringComparison.Ordinal);
    }
}
