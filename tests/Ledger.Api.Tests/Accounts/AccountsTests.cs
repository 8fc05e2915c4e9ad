using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Ledger.Api.Tests.Fakes;
using ServiceDefaults.Tests.Fakes;

namespace Ledger.Api.Tests.Accounts;

public sealed class AccountsTests(PostgresServer postgres)
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task LogIn_WithThreeWrongPasswords_LocksTheAccount()
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        var admin = host.As();
        await admin.PostJsonAsync("/api/admin/users", new { name = "ann", password = Password, roles = new[] { "Viewer" } }).OkAsync();
        var anyone = host.As("");
        var token = await anyone.PostJsonAsync("/api/auth/token", new { username = "ann", password = Password }).OkAsync();
        Assert.Equal(("Bearer", 86_400), ((string?)token["tokenType"], (int)token["expiresInSeconds"]!));
        anyone.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string?)token["accessToken"]);
        await anyone.GetJsonAsync("/api/ledgers").OkAsync();
        Assert.Equal((403, "forbidden"), await anyone.PostJsonAsync("/api/ledgers", new { project = "x" }).CodeAsync());
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal((401, "unauthenticated"), await host.As("").PostJsonAsync("/api/auth/token", new { username = "ann", password = "wrong" }).CodeAsync());
        }

        Assert.Equal((401, "account_locked"), await host.As("").PostJsonAsync("/api/auth/token", new { username = "ann", password = Password }).CodeAsync());

        // Refusals are kept in order but not waited for; the entry of an acknowledged write stands behind them.
        await admin.PostJsonAsync("/api/admin/users", new { name = "ben", password = Password, roles = new[] { "Viewer" } }).OkAsync();
        var lines = await admin.GetJsonAsync("/api/admin/audit-log?type=auth").OkAsync();
        Assert.Equal([200, 401, 401, 401, 401], lines["items"]!.AsArray().Select(line => (int)line!["status"]!));
        Assert.DoesNotContain(Password, lines.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { "mine" }, "mine", 200, 403)]
    [InlineData(new string[0], "*", 200, 200)]
    public async Task LogIn_OfAScopedUser_NamesItsLedgersInTheToken(string[] ledgers, string claim, int mine, int other)
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        var admin = host.As();
        await admin.PostJsonAsync("/api/ledgers", new { project = "mine" }).OkAsync();
        await admin.PostJsonAsync("/api/ledgers", new { project = "other" }).OkAsync();
        await admin.PostJsonAsync("/api/admin/users", new { username = "ann", password = "8 letter", roles = new[] { "Viewer" }, ledgers }).OkAsync();
        var token = (string)(await host.As("").PostJsonAsync("/api/auth/token", new { username = "ann", password = "8 letter" }).OkAsync())["accessToken"]!;
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!;
        Assert.Equal(["exp", "iat", "jti", "ledgers", "roles", "sub"], claims.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal($"[\"{claim}\"]", claims["ledgers"]!.ToJsonString());
        var ann = host.As("");
        ann.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Assert.Equal((mine, other), (await StatusAsync("mine"), await StatusAsync("other")));

        async Task<int> StatusAsync(string project) =>
            (int)(await ann.GetAsync(new Uri($"/api/ledgers/{project}", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode;
    }

    [Theory]
    [InlineData("users")]
    [InlineData("api-keys")]
    public async Task List_OfUsersAndKeys_ComesInPages(string list)
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        var admin = host.As();
        string[] names = ["Zoe", "ann", "ben"];
        foreach (var name in names)
        {
            await admin.PostJsonAsync($"/api/admin/{list}", new { name, password = Password, roles = new[] { "Viewer" } }).OkAsync();
        }

        var first = await admin.GetJsonAsync($"/api/admin/{list}?limit=2").OkAsync();
        var second = await admin.GetJsonAsync($"/api/admin/{list}?limit=2&cursor={first["next"]}").OkAsync();
        Assert.Equal((2, 1, null), (first["items"]!.AsArray().Count, second["items"]!.AsArray().Count, second["next"]));
        Assert.Equal(names, first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(item => (string)item!["name"]!).Order(StringComparer.Ordinal));
        Assert.Equal((400, "bad_cursor"), await admin.GetJsonAsync($"/api/admin/{list}?cursor=zzz!").CodeAsync());
        Assert.Equal((400, "bad_request"), await admin.GetJsonAsync($"/api/admin/{list}?limit=501").CodeAsync());
    }

    [Fact]
    public async Task AuditLog_OfRequestsAboutLedgersAndDatasets_NamesThem()
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        var admin = host.As();
        await admin.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await admin.NotarizeAsync("p", "ten", "n\n" + string.Concat(Enumerable.Range(0, 10).Select(i => $"{i}\n"))).OkAsync();
        await admin.PostJsonAsync("/api/ledgers/p/splits", new { input = "ten@1", trainRatio = 0.5, seed = "1" }).OkAsync();
        await admin.PostJsonAsync("/api/ledgers/p/datasets/ten/versions/1/rows/0/open", new { }).OkAsync();
        await admin.PostJsonAsync("/api/ledgers/p/validations", new { dataset = "nope", validationType = "v", passed = true }).CodeAsync();
        await admin.PostJsonAsync("/api/ledgers/p/entries", new { operationType = "note" }).OkAsync();
        var lines = await admin.GetJsonAsync("/api/admin/audit-log").OkAsync();
        Assert.Equal(
            [("p", null), ("p", "ten"), ("p", "ten@1"), ("p", "ten"), ("p", "nope"), ("p", null)],
            lines["items"]!.AsArray().Where(line => (string?)line!["method"] == "POST").Select(line => ((string?)line!["ledger"], (string?)line["dataset"])));
    }

    [Fact]
    public async Task ApiKey_ScopedToAProject_OpensThatOneUntilRevoked()
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        var admin = host.As();
        await admin.PostJsonAsync("/api/ledgers", new { project = "mine" }).OkAsync();
        await admin.PostJsonAsync("/api/ledgers", new { project = "other" }).OkAsync();
        var made = await admin.PostJsonAsync("/api/admin/api-keys", new { name = "robot", roles = new[] { "DataScientist" }, ledgers = new[] { "mine" } }).OkAsync();
        var key = (string)made["key"]!;
        Assert.Matches("^zdl_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$", key);
        var robot = host.As("");
        robot.DefaultRequestHeaders.Add("X-API-Key", key);
        await robot.PostJsonAsync("/api/ledgers/mine/entries", new { operationType = "note" }).OkAsync();
        Assert.Equal((403, "forbidden"), await robot.PostJsonAsync("/api/ledgers/other/entries", new { operationType = "note" }).CodeAsync());
        Assert.DoesNotContain(key, (await admin.GetJsonAsync("/api/admin/api-keys").OkAsync()).ToJsonString(), StringComparison.Ordinal);
        await admin.SendAsync(HttpMethod.Delete, $"/api/admin/api-keys/{made["id"]}");
        Assert.Equal((401, "unauthenticated"), await robot.GetJsonAsync("/api/ledgers/mine").CodeAsync());
        Assert.Equal((403, "forbidden"), await host.As("Admin").PostJsonAsync("/api/admin/api-keys", new { name = "more", roles = new[] { "SystemAdmin" } }).CodeAsync());
    }

    [Theory]
    [InlineData("Viewer", "GET /api/ledgers/p=200 POST /api/ledgers/p/entries=403 POST /api/ledgers/p/check=403 GET /api/ledgers/p/audit=403 GET /api/admin/users=403 GET /api/admin/audit-log=403")]
    [InlineData("DataScientist", "GET /api/ledgers/p=200 POST /api/ledgers/p/entries=201 POST /api/ledgers/p/check=403 GET /api/ledgers/p/audit=403 GET /api/admin/users=403 GET /api/admin/audit-log=403")]
    [InlineData("Auditor", "GET /api/ledgers/p=200 POST /api/ledgers/p/entries=403 POST /api/ledgers/p/check=200 GET /api/ledgers/p/audit=200 GET /api/admin/users=403 GET /api/admin/audit-log=200")]
    [InlineData("Admin", "GET /api/ledgers/p=200 POST /api/ledgers/p/entries=201 POST /api/ledgers/p/check=403 GET /api/ledgers/p/audit=403 GET /api/admin/users=200 GET /api/admin/audit-log=403")]
    [InlineData("", "GET /api/ledgers/p=401 POST /api/ledgers/p/entries=401 POST /api/ledgers/p/check=401 GET /api/ledgers/p/audit=401 GET /api/admin/users=401 GET /api/admin/audit-log=401 GET /api/cluster/status=200 GET /live=200 GET /ready=200")]
    public async Task Roles_OnEachKindOfEndpoint_GetWhatTheContractSays(string role, string expected)
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        await host.As().PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await Eventually.AnswerAsync(host.As(""), "/ready");
        var client = host.As(role);
        foreach (var line in expected.Replace(" GET", "\nGET", StringComparison.Ordinal).Replace(" POST", "\nPOST", StringComparison.Ordinal).Split('\n'))
        {
            var parts = line.Split(' ', '=');
            var (status, _) = await client.SendAsync(new HttpMethod(parts[0]), parts[1], parts[0] != "POST" ? null : parts[1].EndsWith("entries", StringComparison.Ordinal) ? new { operationType = "note" } : new { });
            Assert.True(status.ToString(System.Globalization.CultureInfo.InvariantCulture) == parts[2], $"{role}: {line} was {status}");
        }
    }

    [Fact]
    public async Task Token_ExpiredTamperedOrOfAnotherAlgorithm_IsRefused()
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        var now = TimeProvider.System.GetUtcNow();
        var good = LedgerHost.Token("Viewer", TimeSpan.FromHours(1), now);
        var expired = LedgerHost.Token("Viewer", TimeSpan.FromHours(1), now.AddHours(-3));
        var parts = good.Split('.');
        var none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." + parts[1] + ".";
        var other = "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9." + parts[1] + "." + parts[2];
        var tampered = parts[0] + "." + parts[1] + "." + (parts[2][0] == 'A' ? "B" : "A") + parts[2][1..];
        (string Token, int Status)[] tokens = [(good, 200), (expired, 401), (none, 401), (other, 401), (tampered, 401)];
        foreach (var (token, status) in tokens)
        {
            var client = host.As("");
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            Assert.Equal(status, (await client.GetJsonAsync("/api/ledgers")).Status);
        }
    }
}
