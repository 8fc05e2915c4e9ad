using System.Net;

namespace Aspire.Dashboard.Tests;

public sealed class AccessTests(DashboardFixture dashboard) : IClassFixture<DashboardFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Login_RightToken_LeavesACookieThatOpensThePage()
    {
        using var client = dashboard.Client();
        using var login = await client.GetAsync(dashboard.Host.LoginUrl, Token);
        Assert.Equal(HttpStatusCode.Redirect, login.StatusCode);
        var cookie = Assert.Single(login.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(DashboardFixture.Token, cookie, StringComparison.Ordinal);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("Cookie", cookie.Split(';')[0]);
        using var page = await client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task Login_WrongToken_AsksAgain()
    {
        using var client = dashboard.Client();
        using var login = await client.GetAsync("/login?t=wrong", Token);
        Assert.Equal(HttpStatusCode.Unauthorized, login.StatusCode);
        Assert.False(login.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("/api/resources")]
    [InlineData("/api/console")]
    [InlineData("/api/console/download?resource=postgres")]
    public async Task Api_WithoutToken_IsClosed(string path)
    {
        using var client = dashboard.Client("wrong");
        using var response = await client.GetAsync(path, Token);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Command_WithoutOurHeader_IsRefused()
    {
        using var client = dashboard.Client(DashboardFixture.Token);
        using var response = await client.PostAsync("/api/resources/postgres/commands/restart", null, Token);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.DoesNotContain("postgres restart", dashboard.Source.Executed);
    }

    [Theory]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1", HttpStatusCode.Redirect)]
    [InlineData("[::1]", HttpStatusCode.Redirect)]
    public async Task Request_ForAName_IsServedOnlyOnLoopbackNames(string host, HttpStatusCode expected)
    {
        using var client = dashboard.Client();
        client.DefaultRequestHeaders.Host = host;
        using var response = await client.GetAsync("/", Token);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Start_PortTaken_Throws() =>
        await Assert.ThrowsAsync<IOException>(() => DashboardHost.StartAsync(
            new(dashboard.Host.Url.Port, DashboardFixture.Token, "second"), dashboard.Source, Token));
}
