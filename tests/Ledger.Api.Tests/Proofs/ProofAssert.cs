using Ledger.Api.Proofs;
using Ledger.Api.Proofs.Protocol;
using Ledger.Api.Proofs.Statements;

namespace Ledger.Api.Tests.Proofs;

/// <summary>Proving in tests: the proof, or the code of the refusal.</summary>
internal static class ProofAssert
{
    public static byte[] Prove(
        Statement statement, ProofContext context, IReadOnlyList<IWitness> witnesses, ReadOnlyMemory<byte> map = default)
    {
        var outcome = Prover.Prove(statement, context, witnesses, map, TestContext.Current.CancellationToken);
        Assert.True(outcome.TryGet(out var proof, out var error), error?.Detail);
        return proof;
    }

    public static void Refuses(
        string code, Statement statement, ProofContext context, IReadOnlyList<IWitness> witnesses,
        ReadOnlyMemory<byte> map = default)
    {
        var outcome = Prover.Prove(statement, context, witnesses, map, TestContext.Current.CancellationToken);
        Assert.False(outcome.TryGet(out _, out var error));
        Assert.Equal(code, error.Code);
    }
}
