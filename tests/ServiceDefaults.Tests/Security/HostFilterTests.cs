using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Security;
using Platform.ServiceDefaults.Settings;
using ServiceDefaults.Tests.Fakes;

namespace ServiceDefaults.Tests.Security;

public sealed class HostFilterTests
{
    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("LOCALHOST:8080", 200)]
    [InlineData("[::1]:8080", 200)]
    [InlineData("a.b.example.org", 200)]
    [InlineData("example.org", 400)]
    [InlineData("evilexample.org", 400)]
    [InlineData("localhost.evil.org", 400)]
    [InlineData("", 400)]
    public async Task Host_AgainstTheList_Decides(string host, int status)
    {
        await using var service = await StartAsync((options, _) =>
        {
            foreach (var allowed in (string[])["localhost", "[::1]", "*.example.org"])
            {
                options.Security.AllowedHosts.Add(allowed);
            }
        });
        Assert.Equal(status, await StatusAsync(service, context => context.Request.Host = new HostString(host)));
    }

    [Fact]
    public async Task Host_OfAProbe_MayBeAny()
    {
        await using var service = await StartAsync((options, _) => options.Security.AllowedHosts.Add("localhost"));
        Assert.Equal(200, await StatusAsync(service, context =>
        {
            context.Request.Path = "/health/live";
            context.Request.Host = new HostString("10.1.2.3", 8080);
        }));
    }

    [Theory]
    [InlineData(null, 200)]
    [InlineData("http://localhost:5000", 200)]
    [InlineData("https://app.example.org", 200)]
    [InlineData("https://evil.org", 403)]
    [InlineData("null", 403)]
    public async Task Origin_OfAnotherPage_IsRefusedWhereAskedFor(string? origin, int status)
    {
        await using var service = await StartAsync((options, _) =>
        {
            options.Security.AllowedHosts.Add("localhost");
            options.Security.CheckOrigin = true;
            options.Security.CrossOrigin.Origins.Add("https://app.example.org");
        });
        Assert.Equal(status, await StatusAsync(service, context => context.Request.Headers.Origin = origin));
    }

    [Theory]
    [InlineData("10.1.2.3", 200)]
    [InlineData("::ffff:10.1.2.3", 200)]
    [InlineData("192.0.2.7", 200)]
    [InlineData("192.0.2.8", 403)]
    [InlineData("2001:db8::1", 403)]
    public async Task Address_AgainstTheList_Decides(string address, int status)
    {
        await using var service = await StartAsync(
            (options, settings) => SecurityOptions.ReadNetworks(settings, "IP_ALLOWLIST", options.Security.AllowedAddresses),
            new() { ["IP_ALLOWLIST"] = "10.0.0.0/8, 192.0.2.7" });
        Assert.Equal(status, await StatusAsync(service, context => context.Connection.RemoteIpAddress = IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("10.0.0.300")]
    [InlineData("10.0.0.0/40")]
    [InlineData("proxy.local")]
    public async Task Networks_Unreadable_StopTheStart(string text)
    {
        var failure = await Assert.ThrowsAsync<StartupException>(() => StartAsync(
            (options, settings) => SecurityOptions.ReadNetworks(settings, "TRUSTED_PROXIES", options.Security.TrustedProxies),
            new() { ["TRUSTED_PROXIES"] = text }));
        Assert.Contains("TRUSTED_PROXIES", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", "203.0.113.9", "203.0.113.9")]
    [InlineData("127.0.0.1", "203.0.113.9, 10.1.1.1", "203.0.113.9")]
    [InlineData("127.0.0.1", "198.51.100.1, 203.0.113.9, 10.1.1.1", "203.0.113.9")]
    [InlineData("203.0.113.50", "198.51.100.1", "203.0.113.50")]
    [InlineData("127.0.0.1", "garbage", "127.0.0.1")]
    [InlineData("127.0.0.1", null, "127.0.0.1")]
    public async Task ForwardedFor_FromTrustedProxies_GivesTheLastUntrustedAddress(string peer, string? forwarded, string expected)
    {
        await using var service = await StartAsync(
            (options, settings) => SecurityOptions.ReadNetworks(settings, "TRUSTED_PROXIES", options.Security.TrustedProxies),
            new() { ["TRUSTED_PROXIES"] = "127.0.0.1,::1,10.0.0.0/8" });
        var context = await service.Server.SendAsync(request =>
        {
            request.Request.Path = "/address";
            request.Connection.RemoteIpAddress = IPAddress.Parse(peer);
            request.Request.Headers["X-Forwarded-For"] = forwarded;
        }, TestContext.Current.CancellationToken);
        Assert.Equal(expected, context.Response.Headers["X-Seen"]);
    }

    [Fact]
    public async Task ForwardedFor_WithoutTrustedProxies_IsNotBelieved()
    {
        await using var service = await StartAsync();
        var context = await service.Server.SendAsync(request =>
        {
            request.Request.Path = "/address";
            request.Connection.RemoteIpAddress = IPAddress.Loopback;
            request.Request.Headers["X-Forwarded-For"] = "203.0.113.9";
        }, TestContext.Current.CancellationToken);
        Assert.Equal("127.0.0.1", context.Response.Headers["X-Seen"]);
    }

    private static Task<SampleService> StartAsync(
        Action<EdgeOptions, SettingsReader>? edge = null, Dictionary<string, string?>? settings = null) => SampleService.StartAsync(
            edge,
            app =>
            {
                app.MapGet("/thing", () => "thing").AllowAnonymous();
                app.MapGet("/address", (HttpContext context) =>
                {
                    context.Response.Headers["X-Seen"] = context.Connection.RemoteIpAddress?.ToString();
                }).AllowAnonymous();
            },
            settings);

    private static async Task<int> StatusAsync(SampleService service, Action<HttpContext> configure)
    {
        var context = await service.Server.SendAsync(request =>
        {
            request.Request.Path = "/thing";
            configure(request);
        }, TestContext.Current.CancellationToken);
        return context.Response.StatusCode;
    }
}
