using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Platform.ServiceDefaults.Auth;

namespace Ledger.Api.Tests.Fakes;

/// <summary>The real service in this process, on a database of its own, with a key for each role.</summary>
internal sealed class LedgerHost : WebApplicationFactory<Program>
{
    public const string JwtSecret = "a-secret-of-the-tests-that-is-long-enough";

    private static readonly string[] Roles = ["Viewer", "DataScientist", "Auditor", "Admin", "SystemAdmin"];

    /// <summary>Where backups go unless a setting says otherwise; made when something is written.</summary>
    public string BackupFolder { get; } = Path.Combine(Path.GetTempPath(), "ledger-backups-" + Guid.NewGuid().ToString("N"));

    private readonly string _connection;
    private readonly Dictionary<string, string> _settings;

    public LedgerHost(string connection, params (string Name, string Value)[] settings)
    {
        _connection = connection;
        _settings = settings.GroupBy(setting => setting.Name).ToDictionary(same => same.Key, same => same.Last().Value);
    }

    /// <summary>A caller with a role; SystemAdmin when none is named, nobody for the empty name.</summary>
    public HttpClient As(string role = "SystemAdmin")
    {
        var client = CreateClient();
        if (role.Length > 0)
        {
            client.DefaultRequestHeaders.Add("X-API-Key", "key-of-" + role);
        }

        return client;
    }

    /// <summary>A token as the service would give it.</summary>
    public static string Token(string role, TimeSpan lifetime, DateTimeOffset issued) =>
        JwtToken.Make(Encoding.UTF8.GetBytes(JwtSecret), new JwtGrant("someone", issued, lifetime) { Roles = [role] });

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (Directory.Exists(BackupFolder))
        {
            Directory.Delete(BackupFolder, recursive: true);
        }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:ledgerdb", _connection);
        builder.UseSetting("JWT_SECRET", JwtSecret);
        // No schedule in the middle of a test, and no test's erasures in the user's own folder.
        builder.UseSetting("backup:enabled", "false");
        builder.UseSetting("backup:backup_directory", BackupFolder);
        builder.UseSetting("LEDGER_API_KEYS", string.Join(',', Roles.Select(role => $"{role}=key-of-{role}:{role}")));
        foreach (var (name, value) in _settings)
        {
            builder.UseSetting(name, value);
        }
    }
}

/// <summary>Requests of the tests, with answers as JSON.</summary>
internal static class LedgerRequests
{
    public static async Task<(int Status, JsonNode? Body)> SendAsync(
        this HttpClient client, HttpMethod method, string path, object? body = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = body as HttpContent ?? JsonContent.Create(body);
        }

        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.Length > 0 && response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true
            ? JsonNode.Parse(text) : null);
    }

    public static Task<(int Status, JsonNode? Body)> PostJsonAsync(this HttpClient client, string path, object body, string? idempotencyKey = null) =>
        client.SendAsync(HttpMethod.Post, path, body, idempotencyKey);

    public static Task<(int Status, JsonNode? Body)> GetJsonAsync(this HttpClient client, string path) => client.SendAsync(HttpMethod.Get, path);

    public static async Task<JsonNode> OkAsync(this Task<(int Status, JsonNode? Body)> answer)
    {
        var (status, body) = await answer;
        Assert.True(status is >= 200 and < 300, $"{status} {body}");
        return body!;
    }

    /// <summary>A file to notarize.</summary>
    public static MultipartFormDataContent File(string name, string text, object manifest) => File(name, Encoding.UTF8.GetBytes(text), manifest);

    /// <summary>A file to notarize.</summary>
    public static MultipartFormDataContent File(string name, byte[] bytes, object manifest) => new()
    {
        { new StringContent(JsonSerializer.Serialize(manifest), Encoding.UTF8, "application/json"), "manifest" },
        { new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } }, "file", name },
    };

    public static Task<(int Status, JsonNode? Body)> NotarizeAsync(
        this HttpClient client, string project, string dataset, string csv, bool newVersion = false, string? idempotencyKey = null, string file = "data.csv") =>
        client.PostJsonAsync($"/api/ledgers/{project}/datasets", File(file, csv, new { name = dataset, newVersion }), idempotencyKey);

    /// <summary>The status and code of a problem.</summary>
    public static async Task<(int Status, string? Code)> CodeAsync(this Task<(int Status, JsonNode? Body)> answer)
    {
        var (status, body) = await answer;
        return (status, (string?)body?["code"]);
    }
}
