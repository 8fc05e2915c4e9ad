using System.Collections.Frozen;
using System.Net;
using System.Text;
using System.Text.Json;
using Ephemeris.Api.Tests.Http;

namespace Ephemeris.Api.Tests.Fuzz;

/// <summary>
/// Damaged requests through the service's own pipeline, readers and engines: an answer, or a problem with a documented code
/// and a tip; never a 500, a hang, or text that is no JSON.
/// </summary>
public sealed class RequestFuzzTests(Service service) : IClassFixture<Service>
{
    private static readonly FrozenSet<int> Statuses = [200, 304, 400, 404, 405, 413, 415, 422, 503];

    private static readonly FrozenSet<string> Codes =
    [
        "INPUT.INVALID", "INPUT.MISSING_REQUIRED", "INPUT.INVALID_FORMAT", "AYANAMSHA.UNSUPPORTED", "AYANAMSHA.REQUIRED",
        "SYSTEM.INCOMPATIBLE", "BODIES.UNSUPPORTED", "TIME.RESOLUTION_FAILED", "TIME.AMBIGUOUS", "TIME.NONEXISTENT",
        "GEOCODE.NOT_FOUND", "GEOCODE.AMBIGUOUS", "RANGE.EPHEMERIS_OUTSIDE", "HISTORICAL_REQUIRED", "FEATURE.DISABLED",
        "KERNELS.NOT_AVAILABLE", "SERVICE.UNAVAILABLE",
    ];

    /// <summary>Inputs that once went wrong, each with what was found.</summary>
    public static TheoryData<string> Findings => [.. FuzzRun.Seeds("findings.txt").Where(line => line.Length > 0 && line[0] != '#')];

    [Theory]
    [MemberData(nameof(Findings))]
    public async Task Send_KeptFinding_IsAnswered(string line)
    {
        using var client = service.CreateClient();
        await CheckAsync(client, FuzzRequest.Read(line));
    }

    [Fact]
    public async Task Send_MutatedRequests_AreAnsweredOrRefusedByTheContract()
    {
        var seeds = FuzzRun.Seeds("requests.txt").Select(FuzzRequest.Read).ToArray();
        var (quick, searches) = (seeds.Where(seed => !IsSearch(seed)).ToArray(), seeds.Where(IsSearch).ToArray());
        var inputs = FuzzRun.Inputs(3000);
        using var client = service.CreateClient();
        var answered = 0;
        await FuzzRun.AllAsync(inputs, async (seed, random) =>
        {
            // Searches over decades take a hundred times as long as a chart.
            var pool = random.Next(200) == 0 ? searches : quick;
            var request = RequestMutator.Mutate(pool[random.Next(pool.Length)], random);
            answered += await CheckAsync(client, request) < HttpStatusCode.BadRequest ? 1 : 0;
        });
        Assert.True(!FuzzRun.IsRepresentative(inputs) || (answered > inputs / 20 && answered < inputs - (inputs / 20)), $"{answered} of {inputs} answered");
    }

    private static bool IsSearch(FuzzRequest request) =>
        request.Path.StartsWith("/v1/events/", StringComparison.Ordinal) || request.Path == "/v1/returns";

    private static async Task<HttpStatusCode> CheckAsync(HttpClient client, FuzzRequest wanted)
    {
        using var request = new HttpRequestMessage(new HttpMethod(wanted.Method), wanted.Path);
        if (wanted.Body is { } body)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(Statuses.Contains((int)response.StatusCode), $"{(int)response.StatusCode} to {wanted}\n{text}");
        if (response.StatusCode >= HttpStatusCode.BadRequest)
        {
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            using var problem = JsonDocument.Parse(text);
            var code = problem.RootElement.GetProperty("code").GetString()!;
            Assert.True(Codes.Contains(code), $"{code} to {wanted}");
            Assert.True(problem.RootElement.TryGetProperty("tip", out var tip) && tip.GetString()!.Length > 0, $"no tip to {wanted}\n{text}");
        }
        else if (response.Content.Headers.ContentType?.MediaType is "application/json" or "application/x-ndjson")
        {
            foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                using var document = JsonDocument.Parse(line);
                if (document.RootElement.TryGetProperty("error", out var error))
                {
                    Assert.True(Codes.Contains(error.GetProperty("code").GetString()!), $"{line} to {wanted}");
                }
            }
        }

        return response.StatusCode;
    }
}
