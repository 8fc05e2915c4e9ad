using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Ephemeris.Api.Tests.Http;

/// <summary>Every answer says what it rests on, and carries a tag over that.</summary>
public sealed class ProvenanceTests(Service service) : IClassFixture<Service>
{
    private const string Chart = """{"birth_time":"2020-06-21T18:00:00Z","latitude":37.7749,"longitude":-122.4194}""";

    [Theory]
    [InlineData("POST", "/calculate", "meta.provenance", Chart)]
    [InlineData("POST", "/v1/chart", "meta.provenance", Chart)]
    [InlineData("POST", "/v1/positions", "provenance.basis", """{"when":{"utc":"2020-06-21T18:00:00Z"},"system":"tropical","bodies":["Sun"]}""")]
    [InlineData("POST", "/v1/observe", "meta.provenance", """{"body":"Mars","utc":"2020-06-21T18:00:00Z"}""")]
    [InlineData("POST", "/v1/returns", "provenance", """{"body":"Sun","longitude":0,"start":"2020-06-21T18:00:00Z"}""")]
    [InlineData("GET", "/v1/events/seasons?start=2020-01-01", "provenance", null)]
    public async Task Answer_OfAnyKind_NamesKernelDigestModelsAndBound(string method, string path, string member, string? body)
    {
        var answer = method == "GET" ? await service.GetAsync(path) : await service.PostAsync(path, JsonSerializer.Deserialize<JsonElement>(body!));
        var basis = member.Split('.').Aggregate(answer, (at, name) => at.GetProperty(name));
        var loaded = (await service.GetAsync("/v1/kernels")).GetProperty("kernels").EnumerateArray()
            .ToDictionary(kernel => kernel.GetProperty("name").GetString()!, kernel => kernel.GetProperty("sha256").GetString());
        var kernel = Assert.Single(basis.GetProperty("kernels").EnumerateArray());
        Assert.Equal(loaded[kernel.GetProperty("name").GetString()!], kernel.GetProperty("sha256").GetString());
        Assert.NotEmpty(basis.GetProperty("models").EnumerateArray());
        Assert.Equal("IERS C04", basis.GetProperty("earth_orientation").GetString());
        // IERS: TT−UT1 was 69.4 s in mid 2020.
        Assert.InRange(basis.GetProperty("delta_t_seconds").GetDouble(), 69.3, 69.5);
        Assert.InRange(basis.GetProperty("accuracy_arcsec").GetDouble(), 1e-4, 0.1);
    }

    [Fact]
    public async Task Calculate_BodiesOfTwoFiles_NamesBoth()
    {
        var answer = await service.PostAsync("/calculate", new { birth_time = "2020-06-21T18:00:00Z", latitude = 1, longitude = 2, bodies = new[] { "Chiron", "Sun" } });
        Assert.Equal(2, answer.GetProperty("meta").GetProperty("provenance").GetProperty("kernels").GetArrayLength());
    }

    [Theory]
    [InlineData("599", 1)]
    [InlineData("5", 0)]
    [InlineData("301", 0)]
    public async Task Observe_PlanetWithoutASegment_SaysThatItsBarycentreAnswers(string body, int notes)
    {
        var answer = await service.PostAsync("/v1/observe", new { body, utc = "2020-06-21T18:00:00Z" });
        Assert.Equal(notes, answer.GetProperty("meta").GetProperty("notes").GetArrayLength());
    }

    [Fact]
    public async Task Houses_DeltaTGiven_SaysWhoseItIs()
    {
        var answer = await service.PostAsync("/houses", new { birth_time = "2020-06-21T18:00:00Z", latitude = 1, longitude = 2, delta_t = 70 });
        Assert.Equal("caller", answer.GetProperty("provenance").GetProperty("earth_orientation").GetString());
        Assert.Equal(70.0, answer.GetProperty("provenance").GetProperty("delta_t_seconds").GetDouble());
    }

    [Theory]
    [InlineData("/calculate")]
    [InlineData("/houses")]
    [InlineData("/v1/chart")]
    public async Task Tag_SameRequest_IsTheSameAndSparesTheAnswer(string path)
    {
        using var client = service.CreateClient();
        using var first = await Send(client, path, Chart, null);
        using var again = await Send(client, path, Chart, null);
        using var other = await Send(client, path, Chart.Replace("18:00:00", "18:00:01", StringComparison.Ordinal), null);
        var tag = first.Headers.ETag!;
        Assert.Equal(tag, again.Headers.ETag);
        Assert.NotEqual(tag, other.Headers.ETag);
        using var known = await Send(client, path, Chart, tag.Tag);
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        Assert.Equal(tag, known.Headers.ETag);
    }

    private static async Task<HttpResponseMessage> Send(HttpClient client, string path, string body, string? tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(JsonSerializer.Deserialize<JsonElement>(body)) };
        if (tag is not null)
        {
            request.Headers.Add("If-None-Match", tag);
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
