using System.Net.Http.Headers;
using System.Text;
using Ledger.Api.Tests.Fakes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Ledger.Api.Tests.Accounts;

/// <summary>Case 34: every endpoint that is mapped, for every kind of caller, against the contract's §4.</summary>
public sealed class RoleMatrixTests(LedgerWorld world) : IClassFixture<LedgerWorld>
{
    private const string Public = "";

    private static readonly Dictionary<string, string[]> Roles = new()
    {
        ["Viewer"] = ["Read"],
        ["DataScientist"] = ["Read", "Write"],
        ["Auditor"] = ["Read", "Audit"],
        ["Admin"] = ["Read", "Write", "Admin"],
        ["SystemAdmin"] = ["Read", "Write", "Admin", "Audit", "Config"],
    };

    // §4's column P; what lies under a ledger without its prefix.
    private static readonly Dictionary<string, string> Documented = new()
    {
        ["POST /api/auth/token"] = Public,
        ["GET /api/cluster/status"] = Public,
        ["POST /api/verify"] = Public,
        ["POST /api/verify/batch"] = Public,
        ["GET {p}/log/checkpoint"] = Public,
        ["GET {p}/log/tile/{**path}"] = Public,
        ["GET {p}/log/entries/{i}"] = Public,
        ["GET {p}/log/entries/{i}/tlog-proof"] = Public,
        ["GET {p}/log/proofs/inclusion"] = Public,
        ["GET {p}/log/proofs/consistency"] = Public,
        ["POST /api/ledgers"] = "Admin",
        ["GET /api/ledgers"] = "Read",
        ["GET {p}"] = "Read",
        ["GET {p}/stats"] = "Read",
        ["POST {p}/check"] = "Audit",
        ["POST {p}/datasets"] = "Write",
        ["GET {p}/datasets"] = "Read",
        ["GET {p}/datasets/{n}"] = "Read",
        ["GET {p}/datasets/{n}/history"] = "Read",
        ["GET {p}/datasets/{n}/versions/{v}"] = "Read",
        ["GET {p}/datasets/{n}/versions/{v}/header"] = "Read",
        ["GET {p}/datasets/{n}/versions/{v}/commitments"] = "Read",
        ["POST {p}/datasets/{n}/verify"] = "Read",
        ["POST {p}/verify-all"] = "Read",
        ["POST {p}/datasets/{n}/versions/{v}/rows/{i}/open"] = "Write",
        ["DELETE {p}/datasets/{n}/versions/{v}/witness"] = "Admin",
        ["POST {p}/transforms"] = "Write",
        ["POST {p}/splits"] = "Write",
        ["POST {p}/merges"] = "Write",
        ["POST {p}/validations"] = "Write",
        ["POST {p}/entries"] = "Write",
        ["POST {p}/proofs"] = "Write",
        ["GET {p}/proofs/{id}"] = "Read",
        ["GET {p}/verify-chain"] = "Read",
        ["GET {p}/audit"] = "Audit",
        ["GET {p}/model-card"] = "Read",
        ["GET {p}/export"] = "Read",
        ["GET /api/jobs/{id}"] = "Read",
        ["DELETE /api/jobs/{id}"] = "Read",
        ["POST /api/admin/users"] = "Admin",
        ["GET /api/admin/users"] = "Admin",
        ["DELETE /api/admin/users/{id}"] = "Admin",
        ["POST /api/admin/api-keys"] = "Admin",
        ["GET /api/admin/api-keys"] = "Admin",
        ["DELETE /api/admin/api-keys/{id}"] = "Admin",
        ["GET /api/admin/audit-log"] = "Audit",
        ["POST /api/admin/backups"] = "Admin",
        ["GET /api/admin/backups"] = "Admin",
        ["POST /api/admin/backups/{id}/verify"] = "Admin",
        ["POST /api/admin/backups/{id}/restore"] = "Admin",
        ["POST /api/admin/ledgers/{p}/confirm-rollback"] = "Admin",
        ["GET /api/admin/config"] = "Config",
        ["PUT /api/admin/config"] = "Config",
        ["GET /api/admin/config/template"] = "Config",
        ["POST /api/admin/config/validate"] = "Config",
    };

    [Fact]
    public async Task Endpoints_ForEveryCaller_AreOpenAsDocumentedAndNotOtherwise()
    {
        var endpoints = Mapped().ToArray();
        Assert.Equal(Documented.Keys.Order(StringComparer.Ordinal), endpoints.Select(endpoint => endpoint.Name).Order(StringComparer.Ordinal));
        var wrong = new List<string>();
        foreach (var (name, method, path) in endpoints)
        {
            var permission = Documented[name];
            foreach (var (caller, client, permissions) in Callers())
            {
                var status = await StatusAsync(client, method, path);
                var expected = permission == Public ? "open" : permissions is null ? "401" : permissions.Contains(permission) ? "open" : "403";
                var actual = status is 401 or 403 ? status.ToString(System.Globalization.CultureInfo.InvariantCulture) : "open";
                // Credentials are asked for by the token endpoint itself.
                if (expected != actual && !(name == "POST /api/auth/token" && status == 401))
                {
                    wrong.Add($"{name} as {caller}: {status}, {expected} wanted");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Endpoints_OfALedger_AreClosedToKeysOfOtherProjects()
    {
        var made = await world.Host.As().PostJsonAsync("/api/admin/api-keys", new { name = "elsewhere", roles = Roles.Keys, ledgers = new[] { "elsewhere" } }).OkAsync();
        var client = world.Host.As("");
        client.DefaultRequestHeaders.Add("X-API-Key", (string)made["key"]!);
        foreach (var (name, method, path) in Mapped().Where(endpoint => endpoint.Name.Contains("{p}", StringComparison.Ordinal)))
        {
            var status = await StatusAsync(client, method, path);
            Assert.True((status == 403) == (Documented[name] != Public), $"{name}: {status}");
        }

        Assert.Empty((await client.GetJsonAsync("/api/ledgers").OkAsync())["items"]!.AsArray());
        Assert.Equal((403, "forbidden"), await client.PostJsonAsync("/api/ledgers", new { project = "more" }).CodeAsync());
        Assert.Equal((403, "forbidden"), await client.PostJsonAsync("/api/admin/api-keys", new { name = "wider", roles = new[] { "Viewer" } }).CodeAsync());
        Assert.Equal((403, "forbidden"), await client.PostJsonAsync("/api/admin/api-keys", new { name = "wider", roles = new[] { "Viewer" }, ledgers = new[] { "p" } }).CodeAsync());
        await client.PostJsonAsync("/api/admin/api-keys", new { name = "same", roles = new[] { "Viewer" }, ledgers = new[] { "elsewhere" } }).OkAsync();
    }

    private IEnumerable<(string Name, string Method, string Path)> Mapped() =>
        from endpoint in world.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let pattern = "/" + endpoint.RoutePattern.RawText!.Trim('/')
        where pattern.StartsWith("/api/", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
        select ($"{method} {pattern.Replace("/api/ledgers/{p}", "{p}", StringComparison.Ordinal)}", method, Path(pattern));

    private static string Path(string pattern) => pattern.Replace("{p}", "p", StringComparison.Ordinal).Replace("{n}", "none", StringComparison.Ordinal)
        .Replace("{v}", "1", StringComparison.Ordinal).Replace("{i}", "0", StringComparison.Ordinal).Replace("{id}", "none", StringComparison.Ordinal)
        .Replace("{**path}", "0/000.p/1", StringComparison.Ordinal);

    private IEnumerable<(string Name, HttpClient Client, string[]? Permissions)> Callers()
    {
        foreach (var (role, permissions) in Roles)
        {
            yield return (role, world.Host.As(role), permissions);
        }

        var now = TimeProvider.System.GetUtcNow();
        var good = LedgerHost.Token("SystemAdmin", TimeSpan.FromHours(1), now);
        var parts = good.Split('.');
        yield return ("a good token", Bearer(good), Roles["SystemAdmin"]);
        yield return ("nobody", world.Host.As(""), null);
        yield return ("a wrong key", Key("key-of-nobody"), null);
        yield return ("an expired token", Bearer(LedgerHost.Token("SystemAdmin", TimeSpan.FromHours(1), now.AddHours(-3))), null);
        yield return ("a token of alg none", Bearer("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." + parts[1] + "."), null);
        yield return ("a token of alg HS512", Bearer("eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9." + parts[1] + "." + parts[2]), null);
        yield return ("a tampered token", Bearer(parts[0] + "." + parts[1] + "." + (parts[2][0] == 'A' ? "B" : "A") + parts[2][1..]), null);
    }

    private HttpClient Bearer(string token)
    {
        var client = world.Host.As("");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private HttpClient Key(string key)
    {
        var client = world.Host.As("");
        client.DefaultRequestHeaders.Add("X-API-Key", key);
        return client;
    }

    // A body that no handler takes: who may call is decided before, and nothing is done.
    private static async Task<int> StatusAsync(HttpClient client, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is "POST" or "PUT")
        {
            request.Content = new StringContent("{", Encoding.UTF8, "text/plain");
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }
}
