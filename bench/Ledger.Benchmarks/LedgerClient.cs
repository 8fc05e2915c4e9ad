using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Startup;

namespace Ledger.Benchmarks;

/// <summary>A running ledger of a platform started for this, over HTTP.</summary>
internal sealed class LedgerClient : IDisposable
{
    // One client of one server on this machine; retries would hide what is measured.
    private readonly HttpClient _http = new(new SocketsHttpHandler()) { Timeout = TimeSpan.FromMinutes(10) };
    private readonly Process _service;

    /// <summary>A client of a platform that is healthy.</summary>
    public LedgerClient(PlatformProcess platform)
    {
        using var endpoints = platform.Endpoints();
        _http.BaseAddress = new Uri(endpoints.RootElement.GetProperty("resources").GetProperty("ledger").GetProperty("url").GetString()!);
        _http.DefaultRequestHeaders.Add("X-API-Key", endpoints.RootElement.GetProperty("apiKey").GetString());
        _service = platform.Children().First(child => child.Name.StartsWith("ledger", StringComparison.Ordinal)).Process;
    }

    /// <summary>Most memory that the service's process held at once, MiB.</summary>
    public double PeakMebibytes()
    {
        _service.Refresh();
        return _service.PeakWorkingSet64 / 1048576.0;
    }

    /// <summary>Answer to a POST of JSON; a job is waited for and its result given.</summary>
    public async Task<JsonNode> PostAsync(string path, JsonNode body) => await AnswerAsync(await _http.PostAsJsonAsync(path, body));

    /// <summary>Notarizes a file.</summary>
    public async Task<JsonNode> NotarizeAsync(string project, string name, string file)
    {
        await using var rows = File.OpenRead(file);
        using var form = new MultipartFormDataContent
        {
            { new StringContent($$"""{"name":"{{name}}"}""", Encoding.UTF8, "application/json"), "manifest" },
            { new StreamContent(rows, 1 << 20) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } }, "file", Path.GetFileName(file) },
        };
        return await AnswerAsync(await _http.PostAsync($"/api/ledgers/{project}/datasets", form));
    }

    /// <summary>What is at an address.</summary>
    public async Task<byte[]> GetAsync(string path) => await _http.GetByteArrayAsync(path);

    /// <summary>Verifies a bundle; what the service says, which must be that it holds.</summary>
    public async Task<JsonNode> VerifyAsync(byte[] bundle)
    {
        using var body = new ByteArrayContent(bundle) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        var verdict = await AnswerAsync(await _http.PostAsync("/api/verify", body));
        return (bool)verdict["valid"]! ? verdict : throw new InvalidOperationException(verdict["checks"]!.ToJsonString());
    }

    /// <summary>Waits for a signed checkpoint that covers an entry: the log publishes one a second after new entries.</summary>
    public async Task CheckpointAsync(string project, long index)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (long.Parse((await _http.GetStringAsync($"/api/ledgers/{project}/log/checkpoint")).Split('\n')[1], CultureInfo.InvariantCulture) <= index)
        {
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Seconds spent so far in each phase of the service's work, by its own count.</summary>
    public async Task<Dictionary<string, double>> PhasesAsync()
    {
        const string series = "phase_duration_seconds_sum{";
        var text = await _http.GetStringAsync("/metrics");
        return text.Split('\n').Where(line => line.StartsWith(series, StringComparison.Ordinal)).ToDictionary(
            line => line.Split("phase=\"")[1].Split('"')[0],
            line => double.Parse(line.Split("} ")[1].Split(' ')[0], CultureInfo.InvariantCulture));
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> AnswerAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var body = JsonNode.Parse(await response.Content.ReadAsByteArrayAsync())!;
            if (!response.IsSuccessStatusCode)
            {
                throw new InvalidOperationException($"{(int)response.StatusCode} {body.ToJsonString()}");
            }

            return response.StatusCode == System.Net.HttpStatusCode.Accepted ? await ResultAsync((string)body["id"]!) : body;
        }
    }

    private async Task<JsonNode> ResultAsync(string job)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await timer.WaitForNextTickAsync())
        {
            var answer = JsonNode.Parse(await _http.GetStringAsync($"/api/jobs/{job}"))!;
            switch ((string)answer["state"]!)
            {
                case "succeeded":
                    return answer["result"]!;
                case "failed" or "cancelled":
                    throw new InvalidOperationException(answer.ToJsonString());
            }
        }

        throw new InvalidOperationException("The timer ended.");
    }
}
