using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Startup;

namespace Ledger.Benchmarks;

/// <summary>
/// The budgets of the ledger contract, §15, through the service: the platform's own host starts PostgreSQL (durable commits) and
/// the services as processes; a file of N × 5 columns of 32 bits goes through HTTP from the first byte to the durable entry. Each
/// figure is the caller's wall clock. The first notarization runs in a process that has just started. Proofs are asked for once
/// a signed checkpoint covers the entry.
/// </summary>
internal static class ServiceBudgets
{
    private const string Project = "budgets";

    /// <summary>Runs every step.</summary>
    public static async Task RunAsync(int rows)
    {
        var columns = BenchDataset.RandomColumns(rows);
        var file = CsvFile.Write(columns);
        try
        {
            using var platform = PlatformProcess.Start();
            await platform.HealthyAsync();
            using var ledger = new LedgerClient(platform);
            Console.WriteLine($"through HTTP, {rows:N0} rows x 5 columns, {new FileInfo(file).Length / 1e6:0.0} MB of CSV");
            await ledger.PostAsync("/api/ledgers", new JsonObject { ["project"] = Project });
            await RunAsync(ledger, file, columns, rows / 1e6);
            Figures.Report("service peak memory MiB", ledger.PeakMebibytes(), 1024 * Math.Max(1, rows / 1e6));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task RunAsync(LedgerClient ledger, string file, long[][] columns, double scale)
    {
        await StepAsync(ledger, "notarize, just started", 5 * scale, () => ledger.NotarizeAsync(Project, "first", file));
        var receipt = await StepAsync(ledger, "notarize, again", 5 * scale, () => ledger.NotarizeAsync(Project, "data", file));
        await ledger.CheckpointAsync(Project, long.Parse(receipt["index"]!.GetValue<string>(), CultureInfo.InvariantCulture));
        var total = Sum(columns[0], x => x);
        var squares = Sum(columns[2], x => x * x);
        await ProveAsync(ledger, scale, 0.5, 744, new JsonObject { ["type"] = "sum", ["v"] = 1, ["claims"] = new JsonArray(new JsonArray("a", Text(total))) });
        await ProveAsync(ledger, scale, 1, 904, new JsonObject
        {
            ["type"] = "bound",
            ["v"] = 1,
            ["bits"] = 64,
            ["terms"] = new JsonArray(new JsonArray("a", 1)),
            ["lo"] = Text(total - 5),
            ["hi"] = Text(total + 5),
        });
        await ProveAsync(ledger, scale, 1.5, scale <= 1.048576 ? 1000 : 1032, new JsonObject
        {
            ["type"] = "moment",
            ["v"] = 1,
            ["terms"] = new JsonArray(new JsonArray("c", 1)),
            ["value"] = Text(squares),
        });
        var split = await StepAsync(ledger, "split with proof", 5 * scale, () => ledger.PostAsync(
            $"/api/ledgers/{Project}/splits", new JsonObject { ["input"] = "data", ["trainRatio"] = 0.8, ["seed"] = 42 }));
        await VerifyAsync(ledger, "derive", 0.5 * scale, 936, await ledger.GetAsync($"/api/ledgers/{Project}/proofs/{(string)split["proof"]!}"));
    }

    private static async Task ProveAsync(LedgerClient ledger, double scale, double budget, int bytes, JsonObject statement)
    {
        var type = (string)statement["type"]!;
        var bundle = await StepAsync(ledger, $"prove {type}", budget * scale, () => ledger.PostAsync(
            $"/api/ledgers/{Project}/proofs", new JsonObject { ["dataset"] = "data", ["statement"] = statement }));
        await VerifyAsync(ledger, type, 0.1 * scale, bytes, System.Text.Encoding.UTF8.GetBytes(bundle.ToJsonString()));
    }

    private static async Task VerifyAsync(LedgerClient ledger, string type, double budget, int bytes, byte[] bundle)
    {
        var proof = JsonNode.Parse(bundle)!["proof"]!.GetValue<string>();
        Figures.Report($"bytes {type}", Convert.FromBase64String(proof).Length, bytes);
        // The first time also checks the subjects' well-formedness, which a verifier does once per root.
        var first = await ledger.VerifyAsync(bundle);
        Figures.Note($"verify {type}, first s", first["durationMs"]!.GetValue<double>() / 1000);
        var watch = Stopwatch.StartNew();
        var verdict = await ledger.VerifyAsync(bundle);
        Figures.Note($"verify {type}, whole call s", watch.Elapsed.TotalSeconds);
        Figures.Report($"verify {type} s", verdict["durationMs"]!.GetValue<double>() / 1000, budget);
    }

    private static async Task<JsonNode> StepAsync(LedgerClient ledger, string name, double budget, Func<Task<JsonNode>> step)
    {
        var before = await ledger.PhasesAsync();
        var watch = Stopwatch.StartNew();
        var result = await step();
        Figures.Report(name + " s", watch.Elapsed.TotalSeconds, budget);
        foreach (var (phase, seconds) in await ledger.PhasesAsync())
        {
            if (seconds - before.GetValueOrDefault(phase) is > 0 and var spent)
            {
                Figures.Note("  of which " + phase, spent);
            }
        }

        return result;
    }

    private static BigInteger Sum(long[] column, Func<BigInteger, BigInteger> of) => column.Aggregate(BigInteger.Zero, (sum, x) => sum + of(x));

    private static string Text(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);
}
