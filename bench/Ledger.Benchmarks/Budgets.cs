using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using Ledger.Api.Datasets;
using Ledger.Api.Proofs;
using Ledger.Api.Proofs.Statements;
using Ledger.Api.Reading;
using Ledger.Api.Tree;

namespace Ledger.Benchmarks;

/// <summary>
/// What the budgets of the ledger contract, §15, rest on, in this process: prover and verifier alone over N × 5 columns of 32
/// bits, in seconds of wall clock and of all cores, proof bytes, and the process's peak memory.
/// </summary>
internal static class Budgets
{
    /// <summary>Runs every step.</summary>
    public static void Run(int rows)
    {
        Console.WriteLine($"in this process, {rows:N0} rows x 5 columns of 32 bits, {Environment.ProcessorCount} cores");
        var columns = BenchDataset.RandomColumns(rows);
        var scale = rows / 1e6;
        Read(columns, scale);
        // Tables of generators and of the blinding base are made once per process; a small commitment makes the latter.
        _ = new BenchDataset("warm", [.. columns.Select(c => c[..Math.Min(rows, 2000)])]);
        // Part of notarizing, without a budget of its own.
        var data = Figures.Step("commit 5 columns", double.PositiveInfinity, () => new BenchDataset("data", columns));
        var wf = Figures.Step("prove wf (open, pad)", 1 * scale, () => Must(WellFormed.Prove("o", data.Subject.DatasetRoot, data.Shape, data)));
        Figures.Step("verify wf", 0.2 * scale, () => Check(wf.Verify("o", data.Subject.DatasetRoot, data.Shape, BenchDataset.Reader(data))));
        var totals = columns.Select(c => c.Aggregate(BigInteger.Zero, (s, x) => s + x)).ToArray();
        Prove(data, "sum", 0.5 * scale, 0.1, 744, new SumStatement([new("a", totals[0])]));
        Prove(data, "row", 0.5, 0.1, 744, new RowStatement(rows / 2, [new("b", columns[1][rows / 2])]));
        Prove(data, "bound", 1 * scale, 0.1, 904, new BoundStatement([new("a", 1)], 64, totals[0] - 5, totals[0] + 5));
        var squares = columns[2].Aggregate(BigInteger.Zero, (s, x) => s + ((BigInteger)x * x));
        Prove(data, "moment", 1.5 * scale, 0.1, rows <= 1 << 20 ? 1000 : 1032, new MomentStatement([new("c", 1)], squares));
        Split(data, columns, rows, scale);
        var peak = Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;
        Figures.Report("peak memory MiB", peak, 1024 * Math.Max(1, scale));
    }

    /// <summary>From a file to columns, and the rows' hashes and tree.</summary>
    private static void Read(long[][] columns, double scale)
    {
        var file = CsvFile.Write(columns);
        try
        {
            using var rows = File.OpenRead(file);
            var options = new ReadOptions { Format = new CsvFormat() };
            var read = Figures.Step("read rows", 2 * scale, () => Must(new TableReader(options).ReadAsync(rows, default).GetAwaiter().GetResult()));
            Figures.Step("hash rows", 1 * scale, () => RowLeaves.ChunkRoots(read.Table, new byte[32]));
            var leaves = MemoryMarshal.Cast<long, Digest>(columns.SelectMany(column => column).ToArray().AsSpan(0, 4 * columns[0].Length)).ToArray();
            Figures.Step("tree of as many leaves", 3 * scale, () => new MerkleTree(leaves));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Prove(BenchDataset data, string name, double budget, double verifyBudget, int bytes, Statement statement)
    {
        var proof = Figures.Step($"prove {name}", budget, () => Must(Prover.Prove(statement, data.Context, [data])));
        Figures.Step($"verify {name}", verifyBudget, () => Check(Verifier.Verify(statement, data.Context, BenchDataset.Reader(data), proof)));
        Figures.Report($"bytes {name}", proof.Length, bytes);
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
        var proof = Figures.Step("  of which derive", 3.1 * scale, () => Must(Prover.Prove(statement, context, all, map.Bytes)));
        Figures.Report("split with proof s", watch.Elapsed.TotalSeconds, 5 * scale);
        Figures.Step("verify derive", 0.5 * scale, () => Check(Verifier.Verify(statement, context, BenchDataset.Reader(all), proof, map.Bytes)));
        Figures.Report("bytes derive", proof.Length, 1024);
    }

    private static T Must<T>(Platform.ServiceDefaults.Errors.Outcome<T> outcome) =>
        outcome.TryGet(out var value, out var error) ? value : throw new InvalidOperationException(error.Detail);

    private static Verification Check(Verification verification) =>
        verification.Valid ? verification : throw new InvalidOperationException(verification.Check);
}
