using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Protocol;

namespace Ledger.Api.Tests.Proofs;

/// <summary>Proves with the rows of one dataset and shows the commitments of another.</summary>
internal sealed class CheatingWitness(TestDataset honest, TestDataset shown) : IWitness
{
    public DatasetKey Key => honest.Key;

    public ReadOnlyMemory<long> Values(int column) => honest.Values(column);

    public ReadOnlyMemory<byte> Commitments(int column) => shown.Commitments(column);
}
