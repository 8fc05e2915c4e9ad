using System.Security.Cryptography;
using System.Text;
using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Protocol;
using Ledger.Api.Proofs.Statements;

namespace Ledger.Api.Tests.Proofs;

/// <summary>A committed dataset with made-up entry and root: what proofs see of one.</summary>
internal sealed class TestDataset : IWitness
{
    private readonly Dictionary<int, long[]> _values;
    private readonly Dictionary<int, byte[]> _commitments;

    public TestDataset(string name, ulong index, params (string Name, long[] Values)[] columns)
    {
        Key = new DatasetKey(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        _values = columns.Select((c, i) => (i, c.Values)).ToDictionary(p => p.i, p => p.Values);
        _commitments = _values.ToDictionary(p => p.Key, p => ColumnCommitter.Commit(p.Value, Key, p.Key));
        Shape = new DatasetShape(columns[0].Values.Length, columns.Select((c, i) => new CommittedColumn(i, c.Name)));
        Subject = new ProofSubject(
            index, SHA256.HashData(Encoding.UTF8.GetBytes("leaf " + name)),
            SHA256.HashData(Encoding.UTF8.GetBytes("root " + name)), Shape);
    }

    public DatasetKey Key { get; }

    public DatasetShape Shape { get; }

    public ProofSubject Subject { get; }

    public ProofContext Context => new("ledger.example/tests", [Subject], "nonce"u8.ToArray());

    public ReadOnlyMemory<long> Values(int column) => _values[column];

    public ReadOnlyMemory<byte> Commitments(int column) => _commitments[column];

    public static CommitmentReader Reader(params TestDataset[] datasets) => (subject, column, firstChunk, count) =>
        datasets[subject]._commitments[column].AsMemory(32 * firstChunk, 32 * count);

    /// <summary>Deterministic values below 2^bits in magnitude, of both signs.</summary>
    public static long[] Random(int seed, int rows, int bits)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(_ => random.NextInt64(-(1L << bits), 1L << bits))];
    }

    public static long[] OneTo(int n) => [.. Enumerable.Range(1, n).Select(i => (long)i)];
}
