using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Auth;
using Platform.ServiceDefaults.Settings;
using ServiceDefaults.Tests.Fakes;

namespace ServiceDefaults.Tests.Auth;

public sealed class AuthenticationTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("X-API-Key", "k-alpha")]
    [InlineData("Authorization", "Bearer k-alpha")]
    [InlineData("Authorization", "bearer k-alpha")]
    [InlineData("Authorization", "ApiKey k-alpha")]
    [InlineData("X-API-Key", "k-hashed")]
    [InlineData("X-API-Key", "k.with.dots")]
    [InlineData("Authorization", "Bearer k.with.dots")]
    public async Task Key_InEachForm_IsLetIn(string header, string value)
    {
        await using var service = await StartAsync();
        using var response = await SendAsync(service, "/who", (header, value));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData(null, null, "Missing authentication credentials")]
    [InlineData("X-API-Key", "nope", "Invalid authentication credentials")]
    [InlineData("X-API-Key", "k-alph", "Invalid authentication credentials")]
    [InlineData("X-API-Key", "K-ALPHA", "Invalid authentication credentials")]
    [InlineData("Authorization", "Bearer nope", "Invalid authentication credentials")]
    [InlineData("Authorization", "Bearer", "Invalid authentication credentials")]
    [InlineData("Authorization", "Basic ay1hbHBoYQ==", "Invalid authentication credentials")]
    [InlineData("Authorization", "Bearer a.b.c", "Invalid authentication credentials")]
    public async Task Credentials_MissingOrWrong_Answer401WithChallenge(string? header, string? value, string detail)
    {
        await using var service = await StartAsync();
        using var response = header is null
            ? await SendAsync(service, "/who")
            : await SendAsync(service, "/who", (header, value!));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        var problem = await BodyAsync(response);
        Assert.Equal(detail, problem.GetProperty("detail").GetString());
        Assert.Equal("unauthenticated", problem.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Keys_TwoInOneRequest_AreRefused()
    {
        await using var service = await StartAsync();
        using var response = await SendAsync(service, "/who", ("X-API-Key", "k-alpha"), ("X-API-Key", "nope"));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("/no/such/route")]
    [InlineData("/who")]
    public async Task Route_NotMarkedAnonymous_DemandsACaller(string path)
    {
        await using var service = await StartAsync();
        using var response = await SendAsync(service, path);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("k-alpha", "/write", 200)]
    [InlineData("k-ro", "/write", 403)]
    [InlineData("k-ro", "/read", 200)]
    [InlineData("k-user", "/write", 403)]
    [InlineData("k-user", "/read", 200)]
    public async Task Permission_ByRole_Decides(string key, string path, int status)
    {
        await using var service = await StartAsync();
        using var response = await SendAsync(service, path, ("X-API-Key", key));
        Assert.Equal(status, (int)response.StatusCode);
        if (status == 403)
        {
            Assert.Equal("forbidden", (await BodyAsync(response)).GetProperty("code").GetString());
        }
    }

    [Theory]
    [InlineData("roles", "readonly", "/read", 200)]
    [InlineData("roles", "readonly", "/write", 403)]
    [InlineData("roles", "things:write", "/write", 403)]
    [InlineData("permissions", "things:write", "/write", 200)]
    [InlineData("permissions", "admin", "/write", 200)]
    public async Task Token_RolesAndPermissions_Decide(string claim, string grant, string path, int status)
    {
        await using var service = await StartAsync();
        var token = JwtToken.Make(Encoding.UTF8.GetBytes(Secret), new JwtGrant(
            "ada", TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1))
        { Claims = new Dictionary<string, object?> { [claim] = new[] { grant } } });
        using var response = await SendAsync(service, path, ("Authorization", "Bearer " + token));
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Token_Expired_SaysSoInItsCode()
    {
        await using var service = await StartAsync();
        var token = JwtToken.Make(Encoding.UTF8.GetBytes(Secret), new JwtGrant(
            "ada", TimeProvider.System.GetUtcNow().AddDays(-2), TimeSpan.FromHours(1)));
        using var response = await SendAsync(service, "/who", ("Authorization", "Bearer " + token));
        Assert.Equal("token_expired", (await BodyAsync(response)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("k-alpha", "alpha")]
    [InlineData("k-nameless", "d75a2cb7be9e")]
    public async Task Caller_OfAKey_IsItsNameOrTheStartOfItsHash(string key, string id)
    {
        await using var service = await StartAsync();
        using var response = await SendAsync(service, "/who", ("X-API-Key", key));
        Assert.Equal($"{id} ApiKey", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Key_KeptElsewhere_IsFoundThere()
    {
        await using var service = await StartAsync(services: services => services.AddSingleton<IApiKeySource>(new OneKey()));
        using var good = await SendAsync(service, "/read", ("X-API-Key", "zdl_1"));
        using var bad = await SendAsync(service, "/read", ("X-API-Key", "zdl_2"));
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, bad.StatusCode);
    }

    [Theory]
    [InlineData(false, 200)]
    [InlineData(true, 401)]
    public async Task WrongCredentials_OnAPublicRoute_AreRefusedWhereAskedFor(bool refuse, int status)
    {
        await using var service = await StartAsync((options, _) => options.Auth.RefuseWrongCredentialsAnywhere = refuse);
        using var wrong = await SendAsync(service, "/health/live", ("Authorization", "Bearer wrong"));
        using var none = await SendAsync(service, "/health/live");
        Assert.Equal(status, (int)wrong.StatusCode);
        Assert.Equal(HttpStatusCode.OK, none.StatusCode);
    }

    [Fact]
    public async Task Development_WithoutAnyKey_IsOpenOnlyWhereAskedFor()
    {
        await using var open = await StartAsync((options, _) => options.Auth.OpenInDevelopmentWithoutSecret = true, keys: false);
        await using var closed = await StartAsync(keys: false);
        using var let = await SendAsync(open, "/write");
        using var refused = await SendAsync(closed, "/write");
        Assert.Equal(HttpStatusCode.OK, let.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Production_WithoutAnyKeyOrSwitchedOff_DoesNotStart(bool enabled)
    {
        var failure = await Assert.ThrowsAsync<StartupException>(() => StartAsync(
            (options, _) =>
            {
                options.Auth.IsEnabled = enabled;
                options.Auth.OpenInDevelopmentWithoutSecret = true;
            },
            keys: false,
            environment: "Production"));
        Assert.Contains(enabled ? "SAMPLE_API_KEYS or JWT_SECRET must be set" : "switched off", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_Of31Bytes_StopsTheStartWithTheExactMessage()
    {
        var failure = await Assert.ThrowsAsync<StartupException>(() => SampleService.StartAsync(
            Edge(null), settings: new() { ["JWT_SECRET"] = Secret[1..] }));
        Assert.Equal("JWT_SECRET must be at least 32 bytes", Assert.Single(failure.Problems));
    }

    [Theory]
    [InlineData("a=k:superuser")]
    [InlineData("same,same")]
    [InlineData("sha256:12")]
    public async Task Keys_Faulty_StopTheStartWithoutShowingThem(string keys)
    {
        var failure = await Assert.ThrowsAsync<StartupException>(() => SampleService.StartAsync(
            Edge(null), settings: new() { ["SAMPLE_API_KEYS"] = keys }));
        Assert.Contains("SAMPLE_API_KEYS", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("superuser", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("'same'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_WithoutDeclaredPermission_StopsTheStartWhereAskedFor()
    {
        var failure = await Assert.ThrowsAsync<StartupException>(() =>
            StartAsync((options, _) => options.Auth.RequireDeclaredPermissions = true));
        Assert.Contains("/who", Assert.Single(failure.Problems), StringComparison.Ordinal);
    }

    private static Action<EdgeOptions, SettingsReader> Edge(Action<EdgeOptions, SettingsReader>? more) => (options, settings) =>
    {
        options.Auth.Roles["user"] = ["things:read"];
        options.Auth.Roles["readonly"] = ["things:read"];
        options.Auth.Roles["writer"] = ["things:write"];
        options.Auth.AcceptApiKeyScheme = true;
        options.Auth.ReadKeys(settings, "SAMPLE_API_KEYS");
        options.Auth.ReadJwtSecret(settings, "JWT_SECRET");
        more?.Invoke(options, settings);
    };

    private static Task<SampleService> StartAsync(
        Action<EdgeOptions, SettingsReader>? edge = null,
        Action<IServiceCollection>? services = null,
        bool keys = true,
        string environment = "Development") => SampleService.StartAsync(
            Edge(edge),
            app =>
            {
                app.MapGet("/who", (ClaimsPrincipal user) => $"{user.CallerId()} {user.CallerKind()}");
                app.MapGet("/read", () => "read").RequirePermission("things:read");
                app.MapGet("/write", () => "written").RequirePermission("things:write");
            },
            keys
                ? new()
                {
                    ["SAMPLE_API_KEYS"] = "alpha=k-alpha, ro=k-ro:readonly,u=k-user:user,k-nameless,k.with.dots,"
                        + "h=sha256:" + Convert.ToHexStringLower(ApiKey.HashOf("k-hashed")),
                    ["JWT_SECRET"] = Secret,
                }
                : [],
            environment,
            services);

    private static async Task<HttpResponseMessage> SendAsync(
        SampleService service, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await service.Client().SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static Task<JsonElement> BodyAsync(HttpResponseMessage response) =>
        response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

    private sealed class OneKey : IApiKeySource
    {
        public ValueTask<KeyOwner?> FindAsync(string presented, CancellationToken cancellationToken) =>
            ValueTask.FromResult(presented == "zdl_1" ? new KeyOwner("db-key", ["readonly"]) : null);
    }
}
