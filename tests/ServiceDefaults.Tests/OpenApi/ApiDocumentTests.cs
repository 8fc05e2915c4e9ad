using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.ServiceDefaults.Auth;
using Platform.Tests.Shared;
using ServiceDefaults.Tests.Fakes;

namespace ServiceDefaults.Tests.OpenApi;

public sealed class ApiDocumentTests
{
    [Fact]
    public async Task Document_WithoutAKey_TellsSchemesPermissionsAndPublicRoutes()
    {
        await using var service = await StartAsync();
        var document = await service.Client().GetFromJsonAsync<JsonElement>("/openapi.json", TestContext.Current.CancellationToken);

        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal("Sample service", document.GetProperty("info").GetProperty("title").GetString());
        var schemes = document.GetProperty("components").GetProperty("securitySchemes");
        Assert.Equal("X-API-Key", schemes.GetProperty("ApiKey").GetProperty("name").GetString());
        Assert.Equal("bearer", schemes.GetProperty("Bearer").GetProperty("scheme").GetString());
        Assert.False(document.TryGetProperty("servers", out var servers) && servers.GetArrayLength() > 0);

        var paths = document.GetProperty("paths");
        Assert.True(paths.GetProperty("/public").GetProperty("get").GetProperty("x-anonymous").GetBoolean());
        var write = paths.GetProperty("/things/{id}").GetProperty("post");
        Assert.Equal("things:write", write.GetProperty("x-permission").GetString());
        Assert.Equal(2, write.GetProperty("security").GetArrayLength());
        Assert.True(write.GetProperty("responses").TryGetProperty("401", out _));
        Assert.True(write.GetProperty("responses").TryGetProperty("403", out _));
        Assert.False(paths.TryGetProperty("/docs", out _));
    }

    [Fact]
    public async Task Document_AskedForTwice_IsNotSentAgain()
    {
        await using var service = await StartAsync();
        using var first = await service.Client().GetAsync("/openapi.json", TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi.json");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await service.Client().SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task Routes_WithoutAKey_AreClosedUnlessMarked()
    {
        await using var service = await StartAsync();
        Assert.Equal(2, await ClosedRoutes.AssertAsync(service.Client()));
    }

    [Fact]
    public async Task ClosedRoutes_OpenService_IsFoundOut()
    {
        await using var service = await StartAsync(enabled: false);
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => ClosedRoutes.AssertAsync(service.Client()));
    }

    [Theory]
    [InlineData("/docs", "text/html")]
    [InlineData("/docs/docs.js", "text/javascript")]
    [InlineData("/docs/docs.css", "text/css")]
    public async Task Page_WithoutAKey_IsServedUnderAStrictPolicy(string path, string type)
    {
        await using var service = await StartAsync();
        using var response = await service.Client().GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("https://", text, StringComparison.Ordinal);
        Assert.DoesNotContain("innerHTML", text, StringComparison.Ordinal);
    }

    internal static Task<SampleService> StartAsync(bool enabled = true, bool overTcp = false) => SampleService.StartAsync(
        (options, settings) =>
        {
            options.Api.Title = "Sample service";
            options.Api.Description = "Keeps things by number.";
            options.Auth.IsEnabled = enabled;
            options.Auth.ReadKeys(settings, "SAMPLE_API_KEYS");
        },
        app =>
        {
            app.MapGet("/public", () => "seen by all").AllowAnonymous().WithSummary("What anybody may see").WithTags("Open");
            app.MapGet("/things", (int limit, string? name) => new[] { new Thing(limit, name ?? "", null) })
                .WithSummary("List things").WithDescription("In the order they came.").WithTags("Things");
            app.MapPost("/things/{id}", (int id, Thing thing) => TypedResults.Ok(thing with { Size = id }))
                .WithSummary("Keep a thing").WithTags("Things").RequirePermission("things:write");
        },
        new() { ["SAMPLE_API_KEYS"] = "alpha=k-alpha" },
        overTcp: overTcp);
}

/// <summary>A thing with a field of each kind that the page draws.</summary>
/// <param name="Size">How large, 1 to 20.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Made">When it was made.</param>
public sealed record Thing([property: Range(1, 20)] int Size, [property: StringLength(40)] string Name, DateTimeOffset? Made);
