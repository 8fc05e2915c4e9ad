using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Ephemeris.Api.Tests.Geocoding;

/// <summary>The client against a server on this machine that speaks Nominatim's search.</summary>
public sealed class SearchPlacesTests
{
    // One result of Nominatim 4's jsonv2 format, shortened.
    private const string Boulder = """
        [{"place_id":1,"lat":"40.0149856","lon":"-105.2705456","display_name":"Boulder, Boulder County, Colorado, United States",
          "address":{"city":"Boulder","state":"Colorado","country":"United States"}},
         {"lat":"95","lon":"0","display_name":"Nowhere"}]
        """;

    [Fact]
    public async Task Search_ProviderKnowsThePlace_AnswersItAndKeepsIt()
    {
        var asked = new List<string>();
        await using var provider = await StartProvider(context =>
        {
            asked.Add($"{context.Request.Path}{context.Request.QueryString} {context.Request.Headers.UserAgent}");
            return context.Response.WriteAsync(Boulder);
        });
        await using var service = Service(provider);
        var (status, answer) = await Search(service, "q=Boulder&limit=3");
        Assert.Equal(HttpStatusCode.OK, status);
        var place = Assert.Single(answer.GetProperty("results").EnumerateArray());
        Assert.Equal(40.0149856, place.GetProperty("lat").GetDouble());
        Assert.Equal(-105.2705456, place.GetProperty("lon").GetDouble());
        Assert.Equal("United States", place.GetProperty("country").GetString());
        Assert.Equal("Colorado", place.GetProperty("admin1").GetString());

        await Search(service, "q=boulder&limit=3");
        var request = Assert.Single(asked);
        Assert.StartsWith("/nominatim/search?format=jsonv2&addressdetails=1&limit=3&q=Boulder", request, StringComparison.Ordinal);
        Assert.EndsWith("Platform-Ephemeris/1.0", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_NoProvider_Answers503()
    {
        await using var service = new WebApplicationFactory<Program>();
        var (status, answer) = await Search(service, "q=Boulder");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "SERVICE.UNAVAILABLE"), (status, answer.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Search_NothingFound_Answers400()
    {
        await using var provider = await StartProvider(context => context.Response.WriteAsync("[]"));
        await using var service = Service(provider);
        var (status, answer) = await Search(service, "q=Xyzzy");
        Assert.Equal((HttpStatusCode.BadRequest, "GEOCODE.NOT_FOUND"), (status, answer.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("<html>busy</html>", 200)]
    [InlineData("[]", 403)]
    public async Task Search_ProviderFails_Answers503(string body, int providerStatus)
    {
        await using var provider = await StartProvider(context =>
        {
            context.Response.StatusCode = providerStatus;
            return context.Response.WriteAsync(body);
        });
        await using var service = Service(provider);
        var (status, answer) = await Search(service, "q=Boulder");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "SERVICE.UNAVAILABLE"), (status, answer.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Search_ProviderHangs_Answers504()
    {
        await using var provider = await StartProvider(async context =>
        {
            var gone = new TaskCompletionSource();
            await using var registration = context.RequestAborted.Register(gone.SetResult);
            await gone.Task;
        });
        await using var service = Service(provider, ("GEOCODING_TIMEOUT_MS", "200"));
        var (status, answer) = await Search(service, "q=Boulder");
        Assert.Equal((HttpStatusCode.GatewayTimeout, "SERVICE.TIMEOUT"), (status, answer.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("q=%20")]
    [InlineData("q=x&limit=0")]
    [InlineData("q=x&limit=21")]
    public async Task Search_BadQuery_Answers400(string query)
    {
        await using var service = new WebApplicationFactory<Program>();
        var (status, answer) = await Search(service, query);
        Assert.Equal((HttpStatusCode.BadRequest, "INPUT.INVALID"), (status, answer.GetProperty("code").GetString()));
    }

    private static WebApplicationFactory<Program> Service(WebApplication provider, params (string Name, string Value)[] settings)
    {
        var address = provider.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseSetting("GEOCODING_BASE_URL", address + "/nominatim");
            foreach (var (name, value) in settings)
            {
                host.UseSetting(name, value);
            }
        });
    }

    private static async Task<WebApplication> StartProvider(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var provider = builder.Build();
        provider.MapGet("/nominatim/search", answer);
        await provider.StartAsync(TestContext.Current.CancellationToken);
        return provider;
    }

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> Search(WebApplicationFactory<Program> service, string query)
    {
        using var client = service.CreateClient();
        using var response = await client.GetAsync("/v1/geocode/search?" + query, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }
}
