using System.Net;
using Microsoft.AspNetCore.Builder;
using Platform.ServiceDefaults.Settings;
using ServiceDefaults.Tests.Fakes;

namespace ServiceDefaults.Tests.Security;

public sealed class CrossOriginTests
{
    private const string App = "https://app.example.org";

    [Theory]
    [InlineData(App, App)]
    [InlineData("https://evil.org", null)]
    public async Task Preflight_ByOrigin_IsAnsweredWithoutACaller(string origin, string? allowed)
    {
        await using var service = await StartAsync(App);
        using var request = new HttpRequestMessage(HttpMethod.Options, "/thing");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "X-API-Key");
        using var response = await service.Client().SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(allowed, Header(response, "Access-Control-Allow-Origin"));
        Assert.Equal(allowed is null ? null : "true", Header(response, "Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task Refusal_ForAnAllowedOrigin_CanBeReadByThePage()
    {
        await using var service = await StartAsync(App);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/thing");
        request.Headers.Add("Origin", App);
        using var response = await service.Client().SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(App, Header(response, "Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task AnyOrigin_InDevelopment_GoesWithoutCredentials()
    {
        await using var service = await StartAsync("*");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/thing");
        request.Headers.Add("Origin", "https://anything.org");
        using var response = await service.Client().SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("*", Header(response, "Access-Control-Allow-Origin"));
        Assert.Null(Header(response, "Access-Control-Allow-Credentials"));
    }

    [Theory]
    [InlineData("*", "Production", "must not be *")]
    [InlineData("app.example.org", "Development", "is no origin")]
    [InlineData("https://app.example.org/path", "Development", "is no origin")]
    public async Task Origins_Faulty_StopTheStart(string origins, string environment, string reason)
    {
        var failure = await Assert.ThrowsAsync<StartupException>(() => StartAsync(origins, environment));
        Assert.Contains(failure.Problems, problem => problem.Contains(reason, StringComparison.Ordinal));
    }

    private static Task<SampleService> StartAsync(string origins, string environment = "Development") => SampleService.StartAsync(
        (options, settings) =>
        {
            options.Security.CrossOrigin.AllowCredentials = true;
            options.Security.CrossOrigin.ReadOrigins(settings, "CORS_ORIGINS");
        },
        app => app.MapGet("/thing", () => "thing"),
        new() { ["CORS_ORIGINS"] = origins },
        environment);

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
