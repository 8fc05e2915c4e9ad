using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Ledger.Api.Errors;
using Ledger.Api.Ledgers;
using Ledger.Api.Reading;
using Ledger.Api.Tests.Fakes;

namespace Ledger.Api.Tests.Errors;

/// <summary>Each code of the contract's §5 through the whole service. A code without a case fails.</summary>
public sealed class ErrorCodesTests(LedgerWorld world) : IClassFixture<LedgerWorld>
{
    // The table of §5, status by status.
    private static readonly (int Status, string Codes)[] Table =
    [
        (400, "bad_request bad_cursor bad_name"),
        (401, "unauthenticated token_expired account_locked"),
        (403, "forbidden"),
        (404, "ledger_not_found dataset_not_found proof_not_found entry_not_found job_not_found"),
        (409, "project_exists dataset_exists idempotency_mismatch witness_destroyed"),
        (413, "file_too_large too_many_rows too_many_columns"),
        (415, "format_not_supported"),
        (406, "report_format_not_supported"),
        (422, "empty_file no_rows no_columns duplicate_column row_width quote encoding value value_range statement false_statement "
            + "small_group map hash_not_supported split_empty"),
        (429, "rate_limited"),
        (503, "prover_busy not_ready read_only"),
        (504, "proof_timeout"),
    ];

    private static readonly Dictionary<string, Func<ErrorCodesTests, Func<Func<Task<HttpResponseMessage>>, LedgerHost?, Task<Answer>>, Task>> Cases = new()
    {
        ["bad_request"] = (t, refused) => refused(() => t.Post("splits", new { input = "small", trainRatio = 1 }), null),
        ["bad_cursor"] = (t, refused) => refused(() => t.Get("datasets?cursor=zzz"), null),
        ["bad_name"] = (t, refused) => refused(() => t.Post("datasets", LedgerRequests.File("d.csv", "a\n1\n", new { name = "a b" })), null),
        ["unauthenticated"] = async (t, refused) =>
        {
            var answer = await refused(() => Send(t.World.Host.As(""), "/api/ledgers/p/datasets", LedgerRequests.File("d.csv", "a\n1\n", new { name = "d" })), null);
            Assert.NotEmpty(answer.Response.Headers.WwwAuthenticate);
        },
        ["token_expired"] = (t, refused) => refused(() =>
        {
            var client = t.World.Host.As("");
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Bearer", LedgerHost.Token("Admin", TimeSpan.FromHours(1), TimeProvider.System.GetUtcNow().AddHours(-3)));
            return Send(client, "/api/ledgers/p/entries", new { operationType = "x" });
        }, null),
        ["account_locked"] = async (t, refused) =>
        {
            const string Password = "correct horse battery";
            await t.Client.PostJsonAsync("/api/admin/users", new { name = "locked", password = Password, roles = new[] { "Viewer" } }).OkAsync();
            for (var i = 0; i < 3; i++)
            {
                await t.Client.PostJsonAsync("/api/auth/token", new { username = "locked", password = "wrong" });
            }

            await refused(() => Send(t.World.Host.As(""), "/api/auth/token", new { username = "locked", password = Password }), null);
        },
        ["forbidden"] = (t, refused) => refused(() => Send(t.World.Host.As("Viewer"), "/api/ledgers/p/entries", new { operationType = "x" }), null),
        ["ledger_not_found"] = (t, refused) => refused(() => Send(t.Client, "/api/ledgers/none/entries", new { operationType = "x" }), null),
        ["dataset_not_found"] = (t, refused) => refused(() => t.Post("proofs", Sum("none", "n", "1")), null),
        ["proof_not_found"] = (t, refused) => refused(() => t.Get("proofs/none"), null),
        ["entry_not_found"] = (t, refused) => refused(() => t.Get("log/entries/1000"), null),
        ["job_not_found"] = (t, refused) => refused(() => Get(t.Client, "/api/jobs/none"), null),
        ["project_exists"] = (t, refused) => refused(() => Send(t.Client, "/api/ledgers", new { project = "p" }), null),
        ["dataset_exists"] = (t, refused) => refused(() => t.Post("datasets", LedgerRequests.File("d.csv", "a\n1\n", new { name = "small" })), null),
        ["idempotency_mismatch"] = (t, refused) => refused(() => t.Post("entries", new { operationType = "another" }, "used-key"), null),
        ["witness_destroyed"] = (t, refused) => refused(() => t.Post("datasets/gone/versions/1/rows/0/open", new { }), null),
        ["file_too_large"] = async (t, refused) =>
        {
            var tight = t.World.With(("limits:max_file_size_mb", "1"));
            var text = "a\n" + string.Concat(Enumerable.Repeat("1234567\n", 140_000));
            await refused(() => Send(tight.As(), "/api/ledgers/p/datasets", LedgerRequests.File("d.csv", text, new { name = "d" })), tight);
            await refused(() => Send(tight.As(), "/api/ledgers/p/entries", new StringContent(new string(' ', 101 << 20), Encoding.UTF8, "application/json")), tight);
        },
        ["too_many_rows"] = (t, refused) =>
        {
            var rows = new byte[2 + (2 * 10_000_001)];
            "a\n"u8.CopyTo(rows);
            for (var at = 2; at < rows.Length; at += 2)
            {
                "1\n"u8.CopyTo(rows.AsSpan(at));
            }

            return refused(() => t.Post("datasets", LedgerRequests.File("d.csv", rows, new { name = "d" })), null);
        },
        ["too_many_columns"] = (t, refused) => refused(() => t.File(
            string.Join(',', Enumerable.Range(0, 1001).Select(i => "c" + i)) + "\n" + string.Join(',', Enumerable.Range(0, 1001)) + "\n"), null),
        ["format_not_supported"] = (t, refused) => refused(() => t.File("PAR1", "d.parquet"), null),
        ["report_format_not_supported"] = (t, refused) => refused(() => t.Get("audit?format=xml"), null),
        ["empty_file"] = (t, refused) => refused(() => t.File(""), null),
        ["no_rows"] = (t, refused) => refused(() => t.File("a,b\n"), null),
        ["no_columns"] = (t, refused) => refused(() => t.File("\n"), null),
        ["duplicate_column"] = (t, refused) => refused(() => t.File("a,a\n1,2"), null),
        ["row_width"] = async (t, refused) => Members(
            await refused(() => t.File("name,age,score\na,28,95.5\nb,32\nc,25,92.1,x"), null), ("line", 3), ("expected", 3), ("actual", 2)),
        ["quote"] = async (t, refused) => Members(await refused(() => t.File("a\n1\n\"x"), null), ("line", 3)),
        ["encoding"] = async (t, refused) => Members(await refused(() => t.File("a\nb\0\n"), null), ("offset", 3)),
        ["value"] = async (t, refused) =>
        {
            var long60 = new string('z', 60);
            var answer = await refused(() => t.Post("datasets", LedgerRequests.File("d.csv", $"k,a\nx,1\ny,{long60}\n",
                new { name = "d", columns = new object[] { new { name = "k", type = "string" }, new { name = "a", type = "int64" } } })), null);
            Members(answer, ("line", 3), ("column", "a"), ("text", long60[..40]));
        },
        ["value_range"] = async (t, refused) => Members(
            await refused(() => t.File("a\n4611686018427387904\n4611686018427387905\n"), null), ("line", 3), ("column", "a"), ("text", "4611686018427387905")),
        ["statement"] = (t, refused) => refused(() => t.Post("proofs", new { dataset = "numbers", statement = new { type = "median", v = 1, column = "n" } }), null),
        ["false_statement"] = (t, refused) => refused(() => t.Post("proofs", Sum("numbers", "n", "500501")), null),
        ["small_group"] = (t, refused) => refused(() => t.Post("proofs", Sum("small", "n", "10")), null),
        ["map"] = (t, refused) => refused(() => t.Post("transforms",
            new { input = "small", output = "moved", operation = "reorder", map = Convert.ToBase64String([0, 0, 0, 0, 4, 0, 0, 0]) }), null),
        ["hash_not_supported"] = (t, refused) => refused(() => t.Post("datasets", LedgerRequests.File("d.csv", "a\n1\n", new { name = "d", hashAlgorithm = "blake3" })), null),
        ["split_empty"] = (t, refused) => refused(() => t.Post("splits", new { input = "small", trainRatio = 0.01 }), null),
        ["rate_limited"] = async (t, refused) =>
        {
            var slow = t.World.With(("RATE_LIMIT_REQUESTS_PER_MINUTE", "2"));
            await Get(slow.As("Viewer"), "/api/ledgers");
            await Get(slow.As("Viewer"), "/api/ledgers");
            var answer = await refused(() => Get(slow.As("Viewer"), "/api/ledgers"), slow);
            Assert.InRange(answer.Response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        },
        ["prover_busy"] = async (t, refused) =>
        {
            var one = t.World.With(("limits:max_concurrent_proofs", "1"));
            Task<HttpResponseMessage> waiting;
            await using (await t.World.HoldRowsAsync())
            {
                waiting = Send(one.As(), "/api/ledgers/p/proofs", Sum("numbers", "n", "500500"));
                await t.World.SomebodyWaitsAsync();
                await refused(() => Send(one.As(), "/api/ledgers/p/proofs", Sum("numbers", "square", "333833500")), one);
            }

            Assert.Equal(201, (int)(await waiting).StatusCode);
        },
        ["not_ready"] = (t, refused) =>
        {
            var unsigned = t.World.With(("JWT_SECRET", ""));
            return refused(() => Send(unsigned.As(""), "/api/auth/token", new { apiKey = "key-of-Viewer" }), unsigned);
        },
        ["read_only"] = async (t, refused) =>
        {
            await t.Client.PostJsonAsync("/api/ledgers", new { project = "stopped" }).OkAsync();
            await t.World.ExecuteAsync("update ledgers set read_only = 'by a test' where project = 'stopped'");
            await refused(() => Send(t.Client, "/api/ledgers/stopped/entries", new { operationType = "x" }), null);
        },
        ["proof_timeout"] = async (t, refused) =>
        {
            var hasty = t.World.With(("performance:task_timeout", "1"));
            await using var held = await t.World.HoldRowsAsync();
            await refused(() => Send(hasty.As(), "/api/ledgers/p/proofs", Sum("numbers", "n", "1")), hasty);
        },
    };

    public static TheoryData<int, string> Codes => [.. Table.SelectMany(row => row.Codes.Split(' ').Select(code => (row.Status, code)))];

    private LedgerWorld World => world;

    private HttpClient Client => world.Host.As();

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Code_OfTheTable_IsAnsweredAsAProblemAndAppendsNothing(int status, string code)
    {
        Assert.True(Cases.TryGetValue(code, out var refuse), $"{code} has no case");
        var answered = 0;
        await refuse(this, async (send, host) =>
        {
            answered++;
            var (problem, response) = await Refusal.AssertAsync(host ?? world.Host, send, status, code);
            return new Answer(problem, response);
        });
        Assert.True(answered > 0, $"{code} was not provoked");
    }

    [Fact]
    public void Errors_OfTheService_HaveOnlyCodesOfTheTable()
    {
        var table = Table.SelectMany(row => row.Codes.Split(' ').Select(code => (row.Status, code))).ToHashSet();
        foreach (var method in new[] { typeof(LedgerErrors), typeof(ReadErrors) }
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static)).Where(method => method.ReturnType == typeof(LedgerError)))
        {
            if (method.Name is nameof(ReadErrors.OfHeader) or nameof(ReadErrors.At))
            {
                continue;
            }

            object?[] arguments = [.. method.GetParameters().Select(parameter => parameter.ParameterType == typeof(string) ? "x" : Activator.CreateInstance(parameter.ParameterType))];
            var error = (LedgerError)method.Invoke(null, arguments)!;
            Assert.Contains((error.Status, error.Code), table);
        }
    }

    private static void Members(Answer answer, params (string Name, object Value)[] members)
    {
        foreach (var (name, value) in members)
        {
            Assert.True(
                System.Text.Json.JsonSerializer.Serialize(value) == answer.Problem[name]?.ToJsonString(), $"{name}: {answer.Problem.ToJsonString()}");
        }
    }

    private static object Sum(string dataset, string column, string value) =>
        new { dataset, statement = new { type = "sum", v = 1, claims = new[] { new[] { column, value } } } };

    private Task<HttpResponseMessage> File(string text, string name = "d.csv") => Post("datasets", LedgerRequests.File(name, text, new { name = "d" }));

    private Task<HttpResponseMessage> Post(string path, object body, string? key = null) => Send(Client, "/api/ledgers/p/" + path, body, key);

    private Task<HttpResponseMessage> Get(string path) => Get(Client, "/api/ledgers/p/" + path);

    private static Task<HttpResponseMessage> Get(HttpClient client, string path) => client.GetAsync(path, TestContext.Current.CancellationToken);

    private static async Task<HttpResponseMessage> Send(HttpClient client, string path, object body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body as HttpContent ?? JsonContent.Create(body) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private sealed record Answer(JsonNode Problem, HttpResponseMessage Response);
}
