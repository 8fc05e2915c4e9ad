using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.ServiceDefaults.Correlation;
using Platform.Tests.Shared;
using ServiceDefaults.Tests.Fakes;

namespace ServiceDefaults.Tests.Correlation;

public sealed partial class CorrelationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("X-Request-ID", "abc-123")]
    [InlineData("X-Correlation-ID", "~!visible@ASCII^")]
    public async Task Request_CarriesAnId_IsAnsweredWithIt(string header, string id)
    {
        await using var service = await StartAsync();
        using var response = await SendAsync(service, header, id);
        Assert.Equal([id], response.Headers.GetValues("X-Request-ID"));
        Assert.Equal([id], response.Headers.GetValues("X-Correlation-ID"));
        Assert.Equal(id, await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("ünïcode")]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Request_CarriesAnUnusableId_GetsANewOne(string id)
    {
        await using var service = await StartAsync();
        using var response = await SendAsync(service, "X-Request-ID", id);
        Assert.Matches("^[0-9a-f]{32}$", response.Headers.GetValues("X-Request-ID").Single());
    }

    [Fact]
    public async Task Request_IdOf128Characters_IsKept()
    {
        await using var service = await StartAsync();
        using var response = await SendAsync(service, "X-Request-ID", new string('x', 128));
        Assert.Equal(new string('x', 128), response.Headers.GetValues("X-Request-ID").Single());
    }

    [Fact]
    public async Task Request_EndsInAnError_StillCarriesTheId()
    {
        await using var service = await SampleService.StartAsync(
            routes: app => app.MapGet("/id", string () => throw new InvalidOperationException("on purpose")).AllowAnonymous());
        using var response = await SendAsync(service, "X-Request-ID", "kept-1");
        Assert.Equal(500, (int)response.StatusCode);
        Assert.Equal("kept-1", response.Headers.GetValues("X-Request-ID").Single());
    }

    [Fact]
    public async Task Request_ServiceHasItsOwnRule_FollowsIt()
    {
        await using var service = await StartAsync(services => services.Configure<CorrelationOptions>(options =>
        {
            options.IsValid = id => id.Length >= 8;
            options.Generate = () => "req_made";
        }));
        using var response = await SendAsync(service, "X-Request-ID", "short");
        Assert.Equal("req_made", response.Headers.GetValues("X-Correlation-ID").Single());
    }

    [Fact]
    public async Task Log_DuringARequest_CarriesTheIdInItsScope()
    {
        using var log = new LogCollector();
        await using var service = await StartAsync(services => services.AddSingleton<ILoggerProvider>(log));
        using var response = await SendAsync(service, "X-Request-ID", "scoped-1");
        Assert.Contains("CorrelationId: scoped-1", log.Everything);
    }

    [Fact]
    public async Task OutgoingCall_DuringARequest_CarriesTheId()
    {
        HttpRequestMessage? seen = null;
        await using var service = await SampleService.StartAsync(
            routes: app => app.MapGet("/id", async (IHttpClientFactory clients) =>
                await clients.CreateClient("other").GetStringAsync("http://other.test/", Cancellation)).AllowAnonymous(),
            services: services => services.AddHttpClient("other").ConfigurePrimaryHttpMessageHandler(() => new ScriptedHandler(request =>
            {
                seen = request;
                return new HttpResponseMessage { Content = new StringContent("") };
            })));
        using var response = await SendAsync(service, "X-Request-ID", "passed-on");
        Assert.Equal("passed-on", seen?.Headers.GetValues("X-Request-ID").Single());
    }

    private static Task<SampleService> StartAsync(Action<IServiceCollection>? services = null) => SampleService.StartAsync(
        routes: app => app.MapGet("/id", (HttpContext context, ILogger<CorrelationTests> log) =>
        {
            Asked(log);
            return context.TraceIdentifier == CorrelationId.Current ? CorrelationId.Current : "they differ";
        }).AllowAnonymous(),
        services: services);

    private static async Task<HttpResponseMessage> SendAsync(SampleService service, string header, string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/id");
        request.Headers.TryAddWithoutValidation(header, id);
        return await service.Client().SendAsync(request, Cancellation);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "asked")]
    private static partial void Asked(ILogger log);
}
