using Ledger.Api.Proofs.Protocol;
using Ledger.Api.Proofs.Statements;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Proofs;

/// <summary>Makes proofs. Runs where the rows are; its time may depend on them.</summary>
public static class Prover
{
    /// <summary>
    /// Proves a statement, or says why it cannot: `statement` (does not fit the headers), `false_statement` (the rows
    /// contradict it), `map`.
    /// </summary>
    /// <param name="statement">The statement.</param>
    /// <param name="context">Origin, entries and nonce that the proof is bound to.</param>
    /// <param name="witnesses">One per subject, in order.</param>
    /// <param name="map">For derive: 8 bytes per output row.</param>
    /// <param name="cancel">Checked between phases.</param>
    /// <returns>Proof bytes as §8.5 lays them out; fresh randomness every time.</returns>
    public static Outcome<byte[]> Prove(
        Statement statement, ProofContext context, IReadOnlyList<IWitness> witnesses,
        ReadOnlyMemory<byte> map = default, CancellationToken cancel = default)
    {
        var shapes = context.Subjects.Select(s => s.Shape).ToArray();
        if (statement.Check(shapes) is { } problem)
        {
            return new InvalidStatement(problem);
        }

        cancel.ThrowIfCancellationRequested();
        return statement switch
        {
            SumStatement or RowStatement or OpenStatement or PadStatement =>
                LinearProtocol.Prove(statement, context, witnesses, cancel),
            BoundStatement bound => BoundProtocol.Prove(bound, context, witnesses, cancel),
            MomentStatement moment => MomentProtocol.Prove(moment, context, witnesses, cancel),
            MemberStatement member => MemberProtocol.Prove(member, context, witnesses, cancel),
            MagnitudeStatement magnitude => MagnitudeProtocol.Prove(magnitude, context, witnesses, cancel),
            RangeAllStatement range => RangeAllProtocol.Prove(range, context, witnesses, cancel),
            DeriveStatement derive => DeriveProtocol.Prove(derive, context, witnesses, new DerivationMap(map), cancel),
            _ => new InvalidStatement($"type: '{statement.Type}' has no prover"),
        };
    }
}
