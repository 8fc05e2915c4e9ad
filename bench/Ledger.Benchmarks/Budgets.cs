using System.Diagnostics;
using System.Numerics;
using Ledger.Api.Proofs;
using Ledger.Api.Proofs.Statements;

namespace Ledger.Benchmarks;

/// <summary>
/// The budgets of the ledger contract, §15, measured once over N × 5 columns of 32 bits: time in seconds of wall clock and
/// of all cores, proof bytes, and the process's peak memory. A budget that is missed is marked and makes the exit code 1.
/// </summary>
internal static class Budgets
{
    private static bool _missed;

    /// <summary>Runs every step; 0 when all budgets were met.</summary>
    public static int Run(int rows)
    {
        Console.WriteLine($"{rows:N0} rows x 5 columns of 32 bits, {Environment.ProcessorCount} cores");
        var columns = BenchDataset.RandomColumns(rows);
        // Tables of generators and of the blinding base are made once per process; a small commitment makes the latter.
        _ = new BenchDataset("warm", [.. columns.Select(c => c[..Math.Min(rows, 2000)])]);
        var scale = rows / 1e6;
        var data = Step("commit 5 columns", 1 * scale, () => new BenchDataset("data", columns));
        var wf = Step("prove wf (open, pad)", 1 * scale, () => Must(WellFormed.Prove("o", data.Subject.DatasetRoot, data.Shape, data)));
        Step("verify wf", 0.2 * scale, () => Check(wf.Verify("o", data.Subject.DatasetRoot, data.Shape, BenchDataset.Reader(data))));
        var totals = columns.Select(c => c.Aggregate(BigInteger.Zero, (s, x) => s + x)).ToArray();
        Prove(data, "sum", 0.5 * scale, 0.1, 744, new SumStatement([new("a", totals[0])]));
        Prove(data, "row", 0.5, 0.1, 744, new RowStatement(rows / 2, [new("b", columns[1][rows / 2])]));
        Prove(data, "bound", 1 * scale, 0.1, 904, new BoundStatement([new("a", 1)], 64, totals[0] - 5, totals[0] + 5));
        var squares = columns[2].Aggregate(BigInteger.Zero, (s, x) => s + ((BigInteger)x * x));
        Prove(data, "moment", 1.5 * scale, 0.1, 0, new MomentStatement([new("c", 1)], squares));
        Split(data, columns, rows, scale);
        var peak = Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;
        Report("peak memory MiB", peak, 0, 1024 * Math.Max(1, scale));
        return _missed ? 1 : 0;
    }

    private static void Prove(BenchDataset data, string name, double budget, double verifyBudget, int bytes, Statement statement)
    {
        var proof = Step($"prove {name}", budget, () => Must(Prover.Prove(statement, data.Context, [data])));
        Step($"verify {name}", verifyBudget, () => Check(Verifier.Verify(statement, data.Context, BenchDataset.Reader(data), proof)));
        Report($"bytes {name}", proof.Length, 0, bytes == 0 ? 1032 : bytes);
    }

    private static void Split(BenchDataset data, long[][] columns, int rows, double scale)
    {
        var train = rows * 4 / 5;
        var order = Enumerable.Range(0, rows).ToArray();
        new Random(42).Shuffle(order);
        var watch = Stopwatch.StartNew();
        var parts = new[] { order[..train], order[train..] };
        var outputs = parts.Select((part, i) =>
            new BenchDataset($"part {i}", [.. columns.Select(c => part.Select(row => c[row]).ToArray())])).ToArray();
        foreach (var output in outputs)
        {
            Must(WellFormed.Prove("o", output.Subject.DatasetRoot, output.Shape, output));
        }

        var map = DerivationMap.Of([.. order.Select(row => (0, row))]);
        var statement = new DeriveStatement(BenchDataset.Names, map.Sha256, 1);
        BenchDataset[] all = [data, .. outputs];
        var context = data.Context with { Subjects = [.. all.Select(d => d.Subject)] };
        var proof = Step("  of which derive", 3.1 * scale, () => Must(Prover.Prove(statement, context, all, map.Bytes)));
        Report("split with proof s", watch.Elapsed.TotalSeconds, 0, 5 * scale);
        Step("verify derive", 0.5 * scale, () => Check(Verifier.Verify(statement, context, BenchDataset.Reader(all), proof, map.Bytes)));
        Report("bytes derive", proof.Length, 0, 1024);
    }

    private static T Step<T>(string name, double budget, Func<T> step)
    {
        GC.Collect();
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        var result = step();
        var wall = watch.Elapsed.TotalSeconds;
        Report(name + " s", wall, (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds, budget);
        return result;
    }

    private static void Report(string name, double value, double processor, double budget)
    {
        var met = value <= budget;
        _missed |= !met;
        Console.WriteLine($"{name,-24}{value,10:0.###}  cpu {processor,7:0.###}  budget {budget,8:0.###}  {(met ? "" : "MISSED")}");
    }

    private static T Must<T>(Platform.ServiceDefaults.Errors.Outcome<T> outcome) =>
        outcome.TryGet(out var value, out var error) ? value : throw new InvalidOperationException(error.Detail);

    private static Verification Check(Verification verification) =>
        verification.Valid ? verification : throw new InvalidOperationException(verification.Check);
}
