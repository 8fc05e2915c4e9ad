using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Ephemeris.Api.Tests.Http;

/// <summary>The forms in which charts are answered beside <c>/calculate</c>.</summary>
public sealed class ChartFormsTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task Csv_SeedChart_IsAnAttachmentWithTheDocumentedHeader()
    {
        using var client = service.CreateClient();
        using var response = await client.PostAsJsonAsync(
            "/v1/calculate/csv", Chart("2024-06-21T18:00:00Z"), TestContext.Current.CancellationToken);
        Assert.Equal("text/csv", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("chart.csv", response.Content.Headers.ContentDisposition!.FileName);
        var lines = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\r\n");
        Assert.Equal("Body,Longitude,Latitude,Distance,Sign,Degree,DMS,Speed,Retrograde", lines[0]);
        Assert.StartsWith("Sun,90.841734,", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"0°50'30.24\"\"\"", lines[1], StringComparison.Ordinal);
        Assert.Equal(9, lines.Length);
    }

    [Fact]
    public async Task CalculateLocal_ResolvedTime_IsTheSameChart()
    {
        var utc = await service.PostAsync("/calculate", Chart("2024-06-21T18:00:00Z"));
        var local = await service.PostAsync(
            "/calculate-with-time-resolution",
            new { local_datetime = "2024-06-21T11:00:00", latitude = 37.7749, longitude = -122.4194, elevation = 25, zodiac = "tropical" });
        Assert.Equal(utc.GetProperty("data").ToString(), local.GetProperty("data").ToString());
        Assert.Equal(
            "America/Los_Angeles", local.GetProperty("meta").GetProperty("time_resolution").GetProperty("zone_id").GetString());
    }

    [Fact]
    public async Task CalculateLocal_NoLocalTime_IsRefused() =>
        await service.PostAsync("/calculate-with-time-resolution", new { latitude = 1, longitude = 2 }, 400);

    [Fact]
    public async Task Batch_MixedCharts_AnswersEachOnItsLine()
    {
        var lines = await Lines(new { charts = new[] { Chart("2024-06-21T18:00:00Z"), Chart("nonsense"), Chart("1066-10-14T12:00:00Z") } });
        Assert.Equal([200, 422, 422], lines.Select(line => line.GetProperty("status").GetInt32()));
        Assert.Equal([0, 1, 2], lines.Select(line => line.GetProperty("index").GetInt32()));
        Assert.Equal(90.841734, lines[0].GetProperty("data").GetProperty("Sun").GetProperty("longitude").GetDouble(), 2e-5);
        Assert.Equal("INPUT.INVALID_FORMAT", lines[1].GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("HISTORICAL_REQUIRED", lines[2].GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Batch_Range_MakesATable()
    {
        var lines = await Lines(new
        {
            chart = Chart(null),
            range = new { start = "2024-06-21T00:00:00Z", stop = "2024-06-23T00:00:00Z", step_days = 0.5 },
        });
        Assert.Equal(5, lines.Count);
        Assert.Equal("2024-06-22T12:00:00.000000Z", lines[3].GetProperty("birth_time").GetString());
    }

    [Fact]
    public async Task Batch_ThousandCharts_AnswersAll() =>
        Assert.Equal(1000, (await Lines(new { charts = Enumerable.Repeat(Chart("2024-06-21T18:00:00Z"), 1000) })).Count);

    [Theory]
    [InlineData("""{"charts":[]}""")]
    [InlineData("""{}""")]
    [InlineData("""{"chart":{},"range":{"start":"2024-01-01T00:00:00Z","stop":"2023-01-01T00:00:00Z","step_days":1}}""")]
    [InlineData("""{"chart":{},"range":{"start":"2024-01-01T00:00:00Z","stop":"2029-01-01T00:00:00Z","step_days":1}}""")]
    [InlineData("""{"chart":{},"range":{"start":"2024-01-01","stop":"2029-01-01T00:00:00Z","step_days":1}}""")]
    public async Task Batch_Impossible_IsRefusedWhole(string body) =>
        await service.PostAsync("/v1/batch", JsonSerializer.Deserialize<JsonElement>(body), 422);

    [Fact]
    public async Task Positions_FourFrames_Agree()
    {
        var ecliptic = await Positions("ecliptic_of_date", "of_date");
        var equatorial = await Positions("equatorial", "of_date");
        var j2000 = await Positions("ecliptic_of_date", "J2000");
        var icrs = await Positions("equatorial", "J2000");
        // The Sun of the solstice: the equinox moved 0.34° in 24.5 years.
        Assert.Equal(90.85, ecliptic.GetProperty("lon_deg").GetDouble(), 0.05);
        Assert.Equal(0.3415, ecliptic.GetProperty("lon_deg").GetDouble() - j2000.GetProperty("lon_deg").GetDouble(), 0.006);
        Assert.Equal(23.436, equatorial.GetProperty("dec_deg").GetDouble(), 0.003);
        Assert.Equal(6.03, icrs.GetProperty("ra_hours").GetDouble(), 0.03);
        Assert.Equal(JsonValueKind.Null, icrs.GetProperty("lon_deg").ValueKind);
    }

    [Fact]
    public async Task Positions_SameRequestTwice_IsCachedAndNotModified()
    {
        using var client = service.CreateClient();
        var body = Request("ecliptic_of_date", "of_date");
        using var first = await client.PostAsJsonAsync("/v1/positions", body, TestContext.Current.CancellationToken);
        Assert.Equal("public, max-age=300", first.Headers.CacheControl!.ToString());
        var etag = first.Headers.ETag!;
        var document = await first.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal($"\"{document.GetProperty("etag").GetString()}\"", etag.Tag);
        Assert.Matches("^\"[0-9a-f]{16}\"$", etag.Tag);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/positions") { Content = JsonContent.Create(body) };
        request.Headers.IfNoneMatch.Add(etag);
        using var second = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task Positions_Sidereal_ReportsItsAyanamsha()
    {
        var answer = await service.PostAsync("/v1/positions", new
        {
            when = new { local_datetime = "Jun 21, 2024 11:00 AM", place = new { lat = 37.7749, lon = -122.4194 } },
            system = "sidereal",
            ayanamsha = new { id = "LAHIRI" },
            bodies = new[] { "Sun", "MeanNode" },
        });
        Assert.Equal("2024-06-21T18:00:00Z", answer.GetProperty("utc").GetString());
        var provenance = answer.GetProperty("provenance");
        Assert.Equal(24.19796, provenance.GetProperty("ayanamsha").GetProperty("value_deg").GetDouble(), 2e-4);
        Assert.Equal("DE431 refit", provenance.GetProperty("ephemeris").GetString());
    }

    [Theory]
    [InlineData("""{"system":"tropical","bodies":["Sun"]}""", "INPUT.MISSING_REQUIRED")]
    [InlineData("""{"when":{"utc":"2024-01-01T00:00:00Z","local_datetime":"2024-01-01T00:00:00"},"system":"tropical","bodies":["Sun"]}""", "INPUT.INVALID")]
    [InlineData("""{"when":{"utc":"2024-01-01T00:00:00Z"},"system":"sidereal","bodies":["Sun"]}""", "AYANAMSHA.REQUIRED")]
    [InlineData("""{"when":{"utc":"2024-01-01T00:00:00Z"},"system":"sidereal","ayanamsha":{"id":"x"},"bodies":["Sun"]}""", "AYANAMSHA.UNSUPPORTED")]
    [InlineData("""{"when":{"utc":"2024-01-01T00:00:00Z"},"system":"tropical","ayanamsha":{"id":"lahiri"},"bodies":["Sun"]}""", "SYSTEM.INCOMPATIBLE")]
    [InlineData("""{"when":{"utc":"2024-01-01T00:00:00Z"},"system":"tropical","bodies":["Vulcan"]}""", "BODIES.UNSUPPORTED")]
    [InlineData("""{"when":{"utc":"2024-01-01T00:00:00Z"},"system":"tropical","bodies":[]}""", "INPUT.INVALID")]
    [InlineData("""{"when":{"utc":"yesterday"},"system":"tropical","bodies":["Sun"]}""", "INPUT.INVALID_FORMAT")]
    public async Task Positions_BadRequest_Is400WithItsCode(string body, string code)
    {
        var problem = await service.PostAsync("/v1/positions", JsonSerializer.Deserialize<JsonElement>(body), 400);
        Assert.Equal(code, problem.GetProperty("code").GetString());
    }

    private static object Chart(string? time) =>
        new { birth_time = time, latitude = 37.7749, longitude = -122.4194, elevation = 25, zodiac = "tropical" };

    private static object Request(string frame, string epoch) => new
    {
        when = new { utc = "2024-06-21T18:00:00Z" },
        system = "tropical",
        frame = new { type = frame },
        epoch,
        bodies = new[] { "Sun" },
    };

    private async Task<JsonElement> Positions(string frame, string epoch) =>
        (await service.PostAsync("/v1/positions", Request(frame, epoch))).GetProperty("bodies")[0];

    private async Task<List<JsonElement>> Lines(object body)
    {
        using var client = service.CreateClient();
        using var response = await client.PostAsJsonAsync("/v1/batch", body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType!.MediaType);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return [.. text.TrimEnd('\n').Split('\n').Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }
}
