using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Load;

/// <summary>The promises of Ledger.Api's log under load: durable appends over HTTP, each audited before it is answered.</summary>
internal static class LedgerLoad
{
    private const string Entry = """{"operationType":"bench","parameters":{"note":"an entry of a load test"}}""";
    private const int Clients = 16;
    private const double PerSecond = 50;

    /// <summary>Runs the load and prints a table.</summary>
    /// <param name="args"><c>--seconds S</c> per run (20).</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = Seconds(args);
        await using var service = await ServiceProcess.StartAsync("ledger", "Ledger.Api", "LEDGER_API_KEYS", new Dictionary<string, string>
        {
            ["LEDGER_MASTER_KEY"] = RandomNumberGenerator.GetHexString(64),
            ["RATE_LIMIT_REQUESTS_PER_MINUTE"] = "100000000",
            ["RATE_LIMIT_BURST_SIZE"] = "10000000",
        });
        using var client = service.CreateClient();
        using var created = await client.PostAsJsonAsync(new Uri("api/ledgers", UriKind.Relative), new { project = "p" });
        created.EnsureSuccessStatusCode();
        var append = Request(service, "api/ledgers/p/entries", Entry);
        var read = Request(service, "api/ledgers/p/log/entries/1", "");

        var table = new PromiseTable();
        var cold = await LoadRun.RunAsync(new(append.Item1, append.Item2, Clients, 0, 3, WarmupSeconds: 0));
        table.Add("appends, first 3 s of a new process", cold, () => Found(cold), "told, not promised", () => true);

        // Until the code is compiled at its last tier; not measured.
        await LoadRun.RunAsync(new(append.Item1, append.Item2, Clients, 0, 8, WarmupSeconds: 0));
        var crowd = await LoadRun.RunAsync(new(append.Item1, append.Item2, Clients, 0, seconds, WarmupSeconds: 1));
        table.Add(
            string.Create(CultureInfo.InvariantCulture, $"appends, {Clients} clients without pause, {seconds:0.#} s"),
            crowd, () => Found(crowd), "2 000 entries/s, p99 ≤ 50 ms", () => crowd.Rate >= 2000 && crowd.Ms(0.99) <= 50);
        var single = await LoadRun.RunAsync(new(append.Item1, append.Item2, 4, PerSecond, seconds, WarmupSeconds: 2));
        table.Add(
            string.Create(CultureInfo.InvariantCulture, $"single appends, {PerSecond:0}/s on schedule, {seconds:0.#} s"),
            single, () => single.Latencies, "p99 ≤ 10 ms", () => single.Ms(0.99) <= 10);
        var reads = await LoadRun.RunAsync(new(read.Item1, read.Item2, 4, PerSecond, seconds, WarmupSeconds: 2));
        table.Add(
            string.Create(CultureInfo.InvariantCulture, $"single entries read, {PerSecond:0}/s on schedule, {seconds:0.#} s"),
            reads, () => reads.Latencies, "p99 ≤ 5 ms", () => reads.Ms(0.99) <= 5);
        var (entries, audited) = await CountAsync(client);
        table.Add("entries of the log after it, and how many of them the audit log's last page names", $"{entries}, {audited}",
            "every append is in both", entries > crowd.Rate * seconds && audited > 0);
        return table.ExitCode;
    }

    // A fast answer that stores nothing would be worth nothing.
    private static async Task<(long Entries, int Audited)> CountAsync(HttpClient client)
    {
        using var ledger = await JsonDocument.ParseAsync(await client.GetStreamAsync(new Uri("api/ledgers/p/stats", UriKind.Relative)));
        using var audit = await JsonDocument.ParseAsync(
            await client.GetStreamAsync(new Uri("api/admin/audit-log?type=create&limit=500", UriKind.Relative)));
        return (
            long.Parse(ledger.RootElement.GetProperty("totalEntries").ToString(), CultureInfo.InvariantCulture),
            audit.RootElement.GetProperty("items").EnumerateArray().Count(line => line.GetProperty("path").GetString() == "/api/ledgers/p/entries"));
    }

    private static string Found(LoadResult result) => string.Create(CultureInfo.InvariantCulture, $"{result.Rate:N0} entries/s; {result.Latencies}");

    private static (IPEndPoint, RequestTemplate) Request(ServiceProcess service, string path, string body) => (
        new IPEndPoint(IPAddress.Loopback, service.Url.Port),
        RequestTemplate.From(new Uri(service.Url, path), null, [service.KeyHeader], Encoding.UTF8.GetBytes(body)));

    private static double Seconds(string[] args) => args switch
    {
        [] => 20,
        ["--seconds", var text] when double.TryParse(text, CultureInfo.InvariantCulture, out var value) && value is > 0 and <= 3600 => value,
        _ => throw new FormatException("usage: … -- ledger [--seconds S]"),
    };
}
