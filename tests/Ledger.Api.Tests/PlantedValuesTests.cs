using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.Api.Tests.Fakes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Tests.Shared;
using ServiceDefaults.Tests.Fakes;

namespace Ledger.Api.Tests;

/// <summary>
/// Plants secrets, row values and tokens wherever this service takes them, on good ways and bad, and looks for them in everything
/// that leaves it unasked: logs at their finest, problems, spans, metrics, audit lines.
/// </summary>
/// <remarks>The one exception is the contract's own: <c>text</c> of <c>value</c> and <c>value_range</c> shows a caller its own cell.</remarks>
public sealed class PlantedValuesTests(PostgresServer postgres)
{
    private const string Text = "planted-row-text-5f0c";
    private const string Password = "planted password 81d7";
    private const string S3Secret = "planted-s3-secret-77aa";
    private const string S3Key = "planted-s3-key-0b1e";
    private const string MasterKey = "planted-master-key-of-some-length-3c9d";
    private const string BackupKey = "706c616e7465642d6261636b75702d6b65792d6f662d33322d6279746573212a";
    private const string WrongKey = "planted-wrong-key-66f2";

    // Committed integers that stand nowhere by chance.
    private static readonly string[] Numbers = ["730491827364501", "730491827364502", "730491827364503"];

    private static readonly string Rows = "n,t\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"{Numbers[i % 3]},{Text}-{i}\n"));

    [Fact]
    public async Task EveryRoute_WithPlantedValues_TellsThemToNobodyElse()
    {
        using var log = new LogCollector();
        using var spans = new SpanCollector();
        using var labels = new LabelCollector();
        var database = await postgres.CreateDatabaseAsync();
        await using var host = new LedgerHost(
            database, ("LEDGER_MASTER_KEY", MasterKey), ("LEDGER_BACKUP_KEY", BackupKey), ("S3_ENDPOINT", "http://127.0.0.1:1"), ("S3_BUCKET", "b"),
            ("S3_ACCESS_KEY", S3Key), ("S3_SECRET_KEY", S3Secret), ("backup:enabled", "false"), ("RATE_LIMIT_REQUESTS_PER_MINUTE", "100000"),
            ("RATE_LIMIT_BURST_SIZE", "100000"), ("Logging:LogLevel:Default", "Trace"), ("Logging:LogLevel:Microsoft.AspNetCore", "Trace"),
            ("Logging:LogLevel:Npgsql", "Trace"), ("Logging:Console:LogLevel:Default", "None"));
        using var watched = host.WithWebHostBuilder(builder => builder.ConfigureServices(services => services.AddSingleton<ILoggerProvider>(log)));
        var problems = new List<string>();
        HttpClient As(Action<HttpRequestHeaders> authorize)
        {
            var client = watched.CreateClient();
            authorize(client.DefaultRequestHeaders);
            return client;
        }

        var admin = As(headers => headers.Add("X-API-Key", "key-of-SystemAdmin"));
        var secrets = new List<string>([.. Numbers, Text, Password, S3Secret, S3Key, MasterKey, BackupKey, WrongKey, LedgerHost.JwtSecret, "key-of-SystemAdmin", "postgres-test-password"]);
        await UseAsync(admin, secrets, problems);
        foreach (var (method, path) in Routes(watched.Services))
        {
            foreach (var authorize in (Action<HttpRequestHeaders>[])
                [headers => headers.Add("X-API-Key", "key-of-SystemAdmin"), headers => headers.Add("X-API-Key", WrongKey), headers => headers.Authorization = new("Bearer", secrets[^1])])
            {
                await CallAsync(As(authorize), method, path, problems);
            }
        }

        var metrics = await admin.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.True(log.Everything.Count > 1000 && !spans.Texts.IsEmpty && !labels.Texts.IsEmpty && problems.Count > 50, "hardly anything was watched");
        foreach (var secret in secrets)
        {
            Absent(secret, "a log", log.Everything);
            Absent(secret, "a problem", problems);
            Absent(secret, "a span", spans.Texts);
            Absent(secret, "a metric's label", labels.Texts);
            Absent(secret, "/metrics", [metrics]);
            Absent(secret, "the audit log", await AuditAsync(database));
        }
    }

    /// <summary>The ways that work, and those that fail for what was sent.</summary>
    private static async Task UseAsync(HttpClient admin, List<string> secrets, List<string> problems)
    {
        await admin.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await admin.NotarizeAsync("p", "d", Rows, idempotencyKey: "once").OkAsync();
        await admin.NotarizeAsync("p", "d", Rows, idempotencyKey: "once").OkAsync();
        await admin.PostJsonAsync("/api/ledgers/p/datasets/d/versions/1/rows/2/open", new { }).OkAsync();
        await admin.PostJsonAsync("/api/ledgers/p/datasets/d/verify", LedgerRequests.File("d.csv", Rows, new { name = "d" })).OkAsync();
        await admin.PostJsonAsync("/api/ledgers/p/splits", new { input = "d", trainRatio = 0.5, seed = 1 }).OkAsync();
        await admin.PostJsonAsync("/api/ledgers/p/transforms", new { input = "d", output = "f", operation = "filter", parameters = new { column = "n", op = "=", value = Numbers[0] } }).OkAsync();
        await admin.PostJsonAsync("/api/ledgers/p/proofs", new { dataset = "d", statement = new { type = "member", v = 1, column = "n", values = Numbers[..2] } });
        var user = await admin.PostJsonAsync("/api/admin/users", new { name = "ann", password = Password, roles = new[] { "SystemAdmin" } }).OkAsync();
        Assert.NotNull(user);
        var made = await admin.PostJsonAsync("/api/admin/api-keys", new { name = "robot", roles = new[] { "Viewer" } }).OkAsync();
        var token = await admin.PostJsonAsync("/api/auth/token", new { username = "ann", password = Password }).OkAsync();
        secrets.AddRange([(string)made["key"]!, (string)token["accessToken"]!]);
        (string Path, object Body)[] refused =
        [
            ("/api/ledgers/p/datasets", LedgerRequests.File("x.csv", $"a,b\n{Numbers[0]}\n", new { name = "x" })),
            ("/api/ledgers/p/datasets", LedgerRequests.File("x.csv", $"a,b\n{Numbers[0]},\"{Text}", new { name = "x" })),
            ("/api/ledgers/p/datasets", LedgerRequests.File("x.csv", $"a,b\n{Numbers[0]},{Text}\0", new { name = "x" })),
            ("/api/ledgers/p/datasets", LedgerRequests.File("x.csv", $"a\n{Text}\n", new { name = "x", columns = new[] { new { name = "a", type = "int64" } } })),
            ("/api/ledgers/p/datasets", LedgerRequests.File("x.csv", $"a\n{Numbers[0]}{Numbers[1]}\n", new { name = "x", columns = new[] { new { name = "a", type = "int64" } } })),
            ("/api/ledgers/p/datasets", LedgerRequests.File("x.jsonl", $"{{\"a\":[\"{Text}\",{Numbers[0]}]}}", new { name = "x" })),
            ("/api/ledgers/p/datasets", LedgerRequests.File("x.json", $"[{{\"a\":{Numbers[0]},", new { name = "x" })),
            ("/api/ledgers/p/datasets", LedgerRequests.File("x.parquet", Text, new { name = "x" })),
            ("/api/ledgers/p/transforms", new { input = "d", output = "x", operation = "scale", file = $"a\n{Text},{Numbers[0]}\n" }),
            ("/api/ledgers/p/transforms", new { input = "d", output = "x", operation = "filter", parameters = new { column = "n", op = "like", value = Numbers[0] } }),
            ("/api/ledgers/p/transforms", new { input = "d", output = "x", operation = "remove-outliers", parameters = new { column = "t", lo = Text, hi = Numbers[0] } }),
            ("/api/ledgers/p/transforms", new { input = "d", output = "x", operation = "same", file = $"n,t\n{Numbers[1]},{Text}\n", map = new byte[8] }),
            ("/api/ledgers/p/proofs", new { dataset = "d", statement = new { type = "sum", v = 1, claims = new[] { new[] { "n", Numbers[0] } } } }),
            ("/api/ledgers/p/proofs", new { dataset = "d", statement = new { type = "rangeAll", v = 1, column = "n", lo = Numbers[0], hi = Numbers[1] } }),
            ("/api/auth/token", new { username = "ann", password = Password + "x" }),
            ("/api/auth/token", new { apiKey = WrongKey }),
            ("/api/admin/users", new { name = "ann", password = Password, roles = new[] { "Viewer" } }),
            ("/api/admin/users", new { name = "bob", password = Password, roles = new[] { "None" } }),
            ("/api/admin/config/validate", new { environment = new { JWT_SECRET = LedgerHost.JwtSecret, S3_SECRET_KEY = S3Secret } }),
        ];
        foreach (var (path, body) in refused)
        {
            var (_, answer) = await admin.SendAsync(HttpMethod.Post, path, body);
            Assert.NotNull(answer);
            problems.Add(Shown(answer));
        }
    }

    private static string Shown(JsonNode answer)
    {
        if (answer is JsonObject problem && (string?)problem["code"] is "value" or "value_range")
        {
            ((JsonObject)answer).Remove("text");
        }

        return answer.ToJsonString();
    }

    private static async Task CallAsync(HttpClient client, string method, string path, List<string> problems)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{path}?access_token={WrongKey}&password={Uri.EscapeDataString(Password)}");
        if (method is "POST" or "PUT")
        {
            request.Content = JsonContent.Create(new
            {
                password = Password,
                apiKey = WrongKey,
                file = $"n,t\n{Numbers[0]},{Text}",
                statement = new { type = "sum", v = 1, claims = new[] { new[] { "n", Numbers[2] } } },
                commitments = new Dictionary<string, string> { ["0"] = Text },
            });
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        if (response.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            problems.Add(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    private static IEnumerable<(string Method, string Path)> Routes(IServiceProvider services) =>
        from endpoint in services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select (method, "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "p" } => "p",
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "n" } => "d",
            _ => "1",
        })))));

    private static async Task<List<string>> AuditAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("select row_to_json(a)::text from audit_log a", connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var lines = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            lines.Add(reader.GetString(0));
        }

        Assert.True(lines.Count > 20, "hardly anything was audited");
        return lines;
    }

    private static void Absent(string secret, string where, IEnumerable<string> texts)
    {
        // Some writers escape what JSON need not.
        foreach (var form in (string[])[secret, JsonEncodedText.Encode(secret).ToString(), Uri.EscapeDataString(secret)])
        {
            if (texts.FirstOrDefault(text => text.Contains(form, StringComparison.Ordinal)) is { } found)
            {
                var at = found.IndexOf(form, StringComparison.Ordinal);
                Assert.Fail($"{secret[..8]}… stands in {where}: …{found[Math.Max(0, at - 150)..Math.Min(found.Length, at + 60)]}…");
            }
        }
    }

    private sealed class SpanCollector : IDisposable
    {
        private readonly ActivityListener _listener;

        public SpanCollector()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = static _ => true,
                Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = Keep,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public ConcurrentQueue<string> Texts { get; } = [];

        public void Dispose() => _listener.Dispose();

        private void Keep(Activity span)
        {
            // The framework's own request span is masked where it is exported; what the exporter is given is tested in ServiceDefaults.
            IEnumerable<KeyValuePair<string, object?>> tags = span.TagObjects.Where(tag => tag.Key is not ("url.query" or "url.full"));
            Texts.Enqueue($"{span.DisplayName} {span.StatusDescription}");
            foreach (var tag in tags.Concat(span.Baggage.Select(item => KeyValuePair.Create(item.Key, (object?)item.Value))).Concat(span.Events.SelectMany(e => e.Tags)))
            {
                Texts.Enqueue($"{tag.Key}: {tag.Value}");
            }
        }
    }

    private sealed class LabelCollector : IDisposable
    {
        private readonly MeterListener _listener = new() { InstrumentPublished = static (instrument, listener) => listener.EnableMeasurementEvents(instrument) };

        public LabelCollector()
        {
            _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Keep(instrument, tags));
            _listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Keep(instrument, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Keep(instrument, tags));
            _listener.Start();
        }

        public ConcurrentQueue<string> Texts { get; } = [];

        public void Dispose() => _listener.Dispose();

        private void Keep(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                Texts.Enqueue($"{instrument.Name} {tag.Key}: {tag.Value}");
            }
        }
    }
}
