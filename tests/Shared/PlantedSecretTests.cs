using System.Net.Http.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Platform.Tests.Shared;

/// <summary>
/// Plants secrets where a service takes them (its settings, headers, query, body), calls every route it has, and looks
/// for them in everything that leaves it: logs at their finest, answers, traces, exported logs, metrics.
/// </summary>
/// <param name="keySetting">The setting that holds the service's API keys.</param>
public abstract partial class PlantedSecretTests<TProgram>(string keySetting)
    where TProgram : class
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(10);

    private readonly string _key = Plant();
    private readonly string _signing = Plant();
    private readonly string _wrongKey = Plant();
    private readonly string _wrongToken = Plant();
    private readonly string _password = Plant();
    private readonly string _query = Plant();

    [Fact]
    public async Task EveryRoute_PlantedSecrets_AppearInNoLogAnswerTraceOrMetric()
    {
        using var log = new LogCollector();
        await using var receiver = await OtlpReceiver.StartAsync();
        var answers = new List<string>();
        await using (var service = new WebApplicationFactory<TProgram>().WithWebHostBuilder(host => Configure(host, log, receiver)))
        {
            using var client = service.CreateClient();
            foreach (var (method, path) in Routes(service.Services))
            {
                answers.Add(await CallAsync(client, method, path, request => request.Headers.Add("X-API-Key", _wrongKey)));
                answers.Add(await CallAsync(client, method, path, request => request.Headers.Authorization = new("Bearer", _wrongToken)));
                answers.Add(await CallAsync(client, method, path, request => request.Headers.Add("X-API-Key", _key)));
            }

            answers.Add(await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken));
            await ExportedAsync(service.Services, client, receiver);
        }

        Assert.True(answers.Count > 9, "hardly a route was found");
        Assert.True(log.Everything.Count > 100, "hardly a line was logged");
        foreach (var planted in (string[])[_key, _signing, _wrongKey, _wrongToken, _password, _query])
        {
            AbsentFrom(planted, "a log", log.Everything);
            AbsentFrom(planted, "an answer", answers);
            AbsentFrom(planted, "telemetry", receiver.Received.Select(sent => sent.Body));
        }
    }

    private void Configure(IWebHostBuilder host, LogCollector log, OtlpReceiver receiver)
    {
        host.UseSetting(keySetting, _key);
        host.UseSetting("JWT_SECRET", _signing);
        host.UseSetting("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address);
        host.UseSetting("OTEL_BSP_SCHEDULE_DELAY", "100");
        host.UseSetting("OTEL_BLRP_SCHEDULE_DELAY", "100");
        host.UseSetting("Logging:LogLevel:Default", nameof(LogLevel.Trace));
        host.UseSetting("Logging:LogLevel:Microsoft.AspNetCore", nameof(LogLevel.Trace));
        host.UseSetting("Logging:Console:LogLevel:Default", nameof(LogLevel.None));
        host.ConfigureServices(services => services.AddSingleton<ILoggerProvider>(log));
    }

    // Exports go in order: what was recorded before the marks has arrived when they have.
    private static async Task ExportedAsync(IServiceProvider services, HttpClient client, OtlpReceiver receiver)
    {
        const string mark = "the-last-one";
        using var response = await client.GetAsync("/" + mark, TestContext.Current.CancellationToken);
        var log = services.GetRequiredService<ILoggerFactory>().CreateLogger("test");
        LastOne(log, mark);
        await Eventually.HoldsAsync(
            () => Task.FromResult(receiver.All("/v1/traces").Contains(mark, StringComparison.Ordinal)
                && receiver.All("/v1/logs").Contains(mark, StringComparison.Ordinal)),
            "all traces and logs are exported");
    }

    private async Task<string> CallAsync(HttpClient client, string method, string path, Action<HttpRequestMessage> authorize)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{path}?access_token={_query}");
        authorize(request);
        if (method is "POST" or "PUT" or "PATCH")
        {
            request.Content = JsonContent.Create(new { password = _password, nested = new { client_secret = _password } });
        }

        using var limit = new CancellationTokenSource(CallLimit);
        try
        {
            using var response = await client.SendAsync(request, limit.Token);
            return response.Headers + await response.Content.ReadAsStringAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // A stream that stays open has said what it says.
            return "";
        }
    }

    private static IEnumerable<(string Method, string Path)> Routes(IServiceProvider services) =>
        from endpoint in services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        where method != "CONNECT"
        select (method, "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(
            segment => string.Concat(segment.Parts.Select(part => part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : "1")))));

    private static void AbsentFrom(string planted, string where, IEnumerable<string> texts)
    {
        var found = texts.FirstOrDefault(text => text.Contains(planted, StringComparison.Ordinal));
        if (found is not null)
        {
            var at = found.IndexOf(planted, StringComparison.Ordinal);
            Assert.Fail($"a planted secret stands in {where}: …{found[Math.Max(0, at - 120)..Math.Min(found.Length, at + 60)]}…");
        }
    }

    // Of no known shape: what is masked is masked for where it stands, not for how it looks.
    private static string Plant() => Guid.NewGuid().ToString("N") + Guid.NewGuid().ToString("N");

    [LoggerMessage(Level = LogLevel.Information, Message = "mark {Mark}")]
    private static partial void LastOne(ILogger log, string mark);
}
