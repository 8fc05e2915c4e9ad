using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Protocol;

namespace Ledger.Api.Datasets;

/// <summary>A stored version as proofs see it: columns are read and unsealed when a proof first asks for them.</summary>
internal sealed class StoredWitness(DatasetHeader header, DatasetKey key, Func<string, byte[]> part, Func<int, byte[]> commitments)
    : IWitness, IDisposable
{
    private readonly Dictionary<int, ReadOnlyMemory<long>> _values = [];
    private readonly Dictionary<int, byte[]> _commitments = [];

    /// <inheritdoc/>
    public DatasetKey Key => key;

    /// <inheritdoc/>
    public ReadOnlyMemory<long> Values(int column)
    {
        lock (_values)
        {
            if (!_values.TryGetValue(column, out var values))
            {
                // A mask is kept as its column's nulls.
                var masked = header.Columns.FirstOrDefault(other => other.Mask == column);
                _values[column] = values = WitnessCodec.ReadPacked(
                    part(masked is null ? WitnessCodec.Kind(column, "values") : WitnessCodec.Kind(masked.Index, "nulls"))).Widen();
            }

            return values;
        }
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Commitments(int column)
    {
        lock (_commitments)
        {
            return _commitments.TryGetValue(column, out var list) ? list : _commitments[column] = commitments(column);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();
}
