using System.Net.Http.Json;
using System.Text.Json;

namespace Ephemeris.Api.Tests.Http;

/// <summary>Where requests are odd: at a kernel's ends, half readable, or asked in a form that few use.</summary>
public sealed class ChartEdgeTests(Service service) : IClassFixture<Service>
{
    // The modern kernel begins 1549-12-31 0h TDB; at 3h the light of Pluto left before it, that of the Sun after.
    [Theory]
    [InlineData("Sun", false, 200)]
    [InlineData("Pluto", false, 422)]
    [InlineData("Pluto", true, 200)]
    public async Task Positions_LightThatLeftBeforeTheKernel_IsRoutedAsChartsAre(string body, bool agrees, int status)
    {
        var request = new { when = new { utc = "1549-12-31T03:00:00Z" }, system = "tropical", bodies = new[] { body } };
        var answer = await service.PostAsync("/v1/positions", request, status, message =>
        {
            if (agrees)
            {
                message.Headers.Add("x-historical-enabled", "true");
            }
        });
        Assert.Equal(status == 200 ? null : "HISTORICAL_REQUIRED", status == 200 ? null : answer.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("ecliptic_of_date", "of_date")]
    [InlineData("ecliptic_of_date", "J2000")]
    [InlineData("equatorial", "of_date")]
    [InlineData("equatorial", "J2000")]
    public async Task Positions_Sidereal_TakesAllFourFrames(string frame, string epoch)
    {
        var sidereal = await Position("sidereal", frame, epoch);
        var tropical = await Position("tropical", frame, epoch);
        var ayanamsa = sidereal.Provenance.GetProperty("ayanamsha").GetProperty("value_deg").GetDouble();
        if (frame == "equatorial")
        {
            // Right ascensions count from the equinox in every zodiac.
            Assert.Equal(tropical.Body.GetProperty("ra_hours").GetDouble(), sidereal.Body.GetProperty("ra_hours").GetDouble());
            return;
        }

        var difference = tropical.Body.GetProperty("lon_deg").GetDouble() - sidereal.Body.GetProperty("lon_deg").GetDouble();
        Assert.Equal(ayanamsa, difference, 2e-6);
        // Lahiri at J2000.0 without nutation (Swiss Ephemeris), and on 2024-06-21 with it.
        Assert.Equal(epoch == "J2000" ? 23.857092 : 24.19796, ayanamsa, 2e-4);
    }

    [Theory]
    [InlineData("December 25, 2023", "2023-12-25T00:00:00Z")]
    [InlineData("25 Dec 2023", "2023-12-25T00:00:00Z")]
    [InlineData("12/25/2023", "2023-12-25T00:00:00Z")]
    [InlineData("2023/12/25", "2023-12-25T00:00:00Z")]
    [InlineData("Monday, 25 December 2023 15:30", "2023-12-25T15:30:00Z")]
    [InlineData("25-Dec-2023 15:30", "2023-12-25T15:30:00Z")]
    [InlineData("Dec 25, 2023 3:30 PM UTC", "2023-12-25T15:30:00Z")]
    [InlineData("2023/12/25 15:30 GMT", "2023-12-25T15:30:00Z")]
    public async Task Positions_DatesAsPeopleWriteThem_AreRead(string text, string utc)
    {
        var answer = await service.PostAsync("/v1/positions", new { when = new { utc = text }, system = "tropical", bodies = new[] { "Sun" } });
        Assert.Equal(utc, answer.GetProperty("utc").GetString());
    }

    [Theory]
    [InlineData("""{"when":"2024","system":"tropical","bodies":["Sun"]}""", "when must be an object")]
    [InlineData("""{"when":{"utc":"2024-01-01T00:00:00Z"},"system":"tropical","bodies":"Sun"}""", "bodies must be a list")]
    public async Task Positions_WrongType_Is400AsEveryFaultOfIts(string body, string detail)
    {
        var problem = await service.PostAsync("/v1/positions", JsonSerializer.Deserialize<JsonElement>(body), 400);
        Assert.Equal("INPUT.INVALID_FORMAT", problem.GetProperty("code").GetString());
        Assert.Equal(400, problem.GetProperty("status").GetInt32());
        Assert.StartsWith(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/calculate-with-time-resolution", "latitude", 95.0)]
    [InlineData("/calculate-with-time-resolution", "longitude", -180.5)]
    [InlineData("/calculate-with-time-resolution", "calendar", "mayan")]
    [InlineData("/calculate-with-time-resolution", "parity_profile", "guess")]
    [InlineData("/calculate-with-time-resolution", "local_datetime", "2024-06-21")]
    [InlineData("/houses", "latitude", 95.0)]
    [InlineData("/houses", "local_datetime", "2024-06-21T12:00:00Z")]
    [InlineData("/v1/chart", "longitude", 200.0)]
    public async Task LocalTime_FieldOutOfRange_Is422ThatNamesFieldAndValue(string path, string field, object value)
    {
        var body = new Dictionary<string, object> { ["local_datetime"] = "2024-06-21T11:00:00", ["latitude"] = 37.7749, ["longitude"] = -122.4194, [field] = value };
        var problem = await service.PostAsync(path, body, 422);
        Assert.Equal(field, problem.GetProperty("errors")[0].GetProperty("field").GetString());
        Assert.Contains(FormattableString.Invariant($"{value}"), problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chart_WithoutAnInstant_IsAnsweredAsCalculateIs()
    {
        var problem = await service.PostAsync("/v1/chart", new { latitude = 1, longitude = 2 }, 400);
        Assert.Equal("birth_time is required", problem.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Batch_ItemOfAWrongType_FailsAlone()
    {
        var good = """{"birth_time":"2024-06-21T18:00:00Z","latitude":37.7749,"longitude":-122.4194,"zodiac":"tropical"}""";
        var lines = await Lines($$"""{"charts":[{{good}},{"birth_time":"2024-06-21T18:00:00Z","latitude":"north","longitude":[1,{"a":2}]},5,null,{},{{good}}]}""");
        Assert.Equal([200, 422, 422, 400, 400, 200], lines.Select(line => line.GetProperty("status").GetInt32()));
        Assert.Equal("latitude must be a number", lines[1].GetProperty("error").GetProperty("detail").GetString());
        Assert.Equal("INPUT.INVALID_FORMAT", lines[2].GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("INPUT.MISSING_REQUIRED", lines[4].GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(lines[0].GetProperty("data").ToString(), lines[5].GetProperty("data").ToString());
    }

    [Fact]
    public async Task Batch_ChartWithHouses_HasThoseOfCalculate()
    {
        var chart = new { birth_time = "2024-06-21T18:00:00Z", latitude = 37.7749, longitude = -122.4194, zodiac = "tropical", houses = new { system = "koch" } };
        var alone = await service.PostAsync("/calculate", chart);
        var lines = await Lines(JsonSerializer.Serialize(new { charts = new[] { chart } }));
        Assert.Equal(alone.GetProperty("houses").GetProperty("cusps").ToString(), lines[0].GetProperty("houses").GetProperty("cusps").ToString());
    }

    [Fact]
    public async Task Csv_Charset_IsNamed()
    {
        using var client = service.CreateClient();
        using var response = await client.PostAsJsonAsync(
            "/v1/calculate/csv", new { birth_time = "2024-06-21T18:00:00Z", latitude = 1, longitude = 2 }, TestContext.Current.CancellationToken);
        Assert.Equal("utf-8", response.Content.Headers.ContentType!.CharSet);
    }

    [Fact]
    public async Task Preflight_HeadersOfTheGateway_AreAllowed()
    {
        using var client = service.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Options, "/calculate");
        request.Headers.Add("Origin", "http://localhost:3000");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "x-historical-enabled,if-none-match");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var allowed = string.Join(',', response.Headers.GetValues("Access-Control-Allow-Headers"));
        Assert.Contains("x-historical-enabled", allowed, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("if-none-match", allowed, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<(JsonElement Body, JsonElement Provenance)> Position(string system, string frame, string epoch)
    {
        var request = new Dictionary<string, object>
        {
            ["when"] = new { utc = "2024-06-21T18:00:00Z" },
            ["system"] = system,
            ["frame"] = new { type = frame },
            ["epoch"] = epoch,
            ["bodies"] = new[] { "Saturn" },
        };
        if (system == "sidereal")
        {
            request["ayanamsha"] = new { id = "lahiri" };
        }

        var answer = await service.PostAsync("/v1/positions", request);
        return (answer.GetProperty("bodies")[0], answer.GetProperty("provenance"));
    }

    private async Task<List<JsonElement>> Lines(string json)
    {
        using var client = service.CreateClient();
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri("/v1/batch", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return [.. text.TrimEnd('\n').Split('\n').Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }
}
