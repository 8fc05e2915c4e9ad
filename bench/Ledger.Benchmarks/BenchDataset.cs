using System.Security.Cryptography;
using System.Text;
using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Protocol;
using Ledger.Api.Proofs.Statements;

namespace Ledger.Benchmarks;

/// <summary>A dataset of random columns with commitments, and a made-up entry.</summary>
internal sealed class BenchDataset : IWitness
{
    private readonly long[][] _values;
    private readonly byte[][] _commitments;

    /// <summary>Commits to the columns.</summary>
    public BenchDataset(string name, long[][] values)
    {
        Key = new DatasetKey(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        _values = values;
        _commitments = [.. values.Select((column, c) => ColumnCommitter.Commit(column, Key, c))];
        Shape = new DatasetShape(values[0].Length, values.Select((_, c) => new CommittedColumn(c, Names[c])));
        Subject = new ProofSubject(1, new byte[32], SHA256.HashData(Encoding.UTF8.GetBytes(name)), Shape);
    }

    /// <summary>Column names in order.</summary>
    public static string[] Names { get; } = ["a", "b", "c", "d", "e"];

    public DatasetKey Key { get; }

    public DatasetShape Shape { get; }

    public ProofSubject Subject { get; }

    public ProofContext Context => new("ledger.example/bench", [Subject]);

    public ReadOnlyMemory<long> Values(int column) => _values[column];

    public ReadOnlyMemory<byte> Commitments(int column) => _commitments[column];

    /// <summary>A reader over several datasets' lists.</summary>
    public static CommitmentReader Reader(params BenchDataset[] datasets) => (subject, column, firstChunk, count) =>
        datasets[subject]._commitments[column].AsMemory(32 * firstChunk, 32 * count);

    /// <summary>Five columns of 32-bit integers, from a fixed seed.</summary>
    public static long[][] RandomColumns(int rows) =>
        [.. Enumerable.Range(0, Names.Length).Select(c =>
        {
            var random = new Random(c);
            return Enumerable.Range(0, rows).Select(_ => random.NextInt64(1L << 32)).ToArray();
        })];
}
