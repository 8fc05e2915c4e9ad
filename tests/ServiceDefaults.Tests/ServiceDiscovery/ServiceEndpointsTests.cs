using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Platform.ServiceDefaults.ServiceDiscovery;
using ServiceDefaults.Tests.Fakes;

namespace ServiceDefaults.Tests.ServiceDiscovery;

public sealed class ServiceEndpointsTests
{
    private readonly ServiceEndpoints _endpoints = new(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["Services:api:http:0"] = "http://127.0.0.1:8001",
        ["Services:api:http:1"] = "http://127.0.0.1:8002",
        ["Services:both:http:0"] = "http://127.0.0.1:8003",
        ["Services:both:https:0"] = "https://127.0.0.1:8443",
        ["Services:api:admin:0"] = "127.0.0.1:9000",
        ["Services:sub:http:0"] = "http://127.0.0.1:8004/base/",
    }).Build());

    [Theory]
    [InlineData("http://both/x?y=1", "http://127.0.0.1:8003/x?y=1")]
    [InlineData("https://both/x", "https://127.0.0.1:8443/x")]
    [InlineData("https+http://both/x", "https://127.0.0.1:8443/x")]
    [InlineData("http+https://both/x", "http://127.0.0.1:8003/x")]
    [InlineData("https+http://sub/x", "http://127.0.0.1:8004/base/x")]
    [InlineData("http://_admin.api/x", "http://127.0.0.1:9000/x")]
    [InlineData("http://BOTH/x", "http://127.0.0.1:8003/x")]
    [InlineData("https://example.test:444/x?q=%20a", "https://example.test:444/x?q=%20a")]
    [InlineData("https+http://example.test/x", "https://example.test/x")]
    [InlineData("https+http://example.test:81/x", "https://example.test:81/x")]
    [InlineData("http://127.0.0.1:5/x", "http://127.0.0.1:5/x")]
    public void Resolve_Address_GivesTheConfiguredOne(string address, string expected) =>
        Assert.Equal(expected, _endpoints.Resolve(new Uri(address)).AbsoluteUri);

    [Fact]
    public void Resolve_SeveralReplicas_TakeTurns() =>
        Assert.Equal([8001, 8002, 8001, 8002], Enumerable.Range(0, 4).Select(_ => _endpoints.Resolve(new Uri("https+http://api/")).Port));

    [Fact]
    public async Task Client_CallsAServiceByName_ReachesItsAddress()
    {
        var called = new List<string>();
        await using var service = await SampleService.StartAsync(
            settings: new() { ["services:ledger:http:0"] = "http://127.0.0.1:8090" },
            services: services => services.AddHttpClient("ledger", client => client.BaseAddress = new Uri("https+http://ledger"))
                .ConfigurePrimaryHttpMessageHandler(() => new ScriptedHandler(request =>
                {
                    called.Add(request.RequestUri!.AbsoluteUri);
                    return new HttpResponseMessage();
                })));
        var client = service.Services.GetRequiredService<IHttpClientFactory>().CreateClient("ledger");
        using var response = await client.GetAsync("/health", TestContext.Current.CancellationToken);
        Assert.Equal(["http://127.0.0.1:8090/health"], called);
    }
}
