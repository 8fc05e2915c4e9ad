using Ledger.Api.Proofs.Protocol;
using Ledger.Api.Proofs.Statements;

namespace Ledger.Api.Proofs;

/// <summary>Outcome of a check, with the first failure.</summary>
/// <param name="Valid">True when everything held.</param>
/// <param name="Check">Name of the failing check: `statement`, `map`, `proof.length`, `proof.head`, `proof.encoding`, `proof.range`, `commitments`, `proof.equation`; empty when valid.</param>
/// <param name="Detail">What was wrong; empty when valid.</param>
public sealed record Verification(bool Valid, string Check, string Detail)
{
    /// <summary>Everything held.</summary>
    public static Verification Passed { get; } = new(true, "", "");

    internal static Verification From(ProofProblem problem) => problem switch
    {
        ProofProblem.None => Passed,
        ProofProblem.Length => new(false, "proof.length", "The proof has not the length of its type and shape."),
        ProofProblem.Head => new(false, "proof.head", "The first eight bytes are not those of this statement's proofs."),
        ProofProblem.Encoding => new(false, "proof.encoding", "A group element or scalar is not canonically encoded."),
        ProofProblem.Range => new(false, "proof.range", "A projection is larger than the statement's width allows."),
        ProofProblem.Commitment => new(false, "commitments", "A commitment is missing or is no group element."),
        _ => new(false, "proof.equation", "The proof's equation does not hold for this statement, entry and data."),
    };
}

/// <summary>
/// Checks proofs: steps 6 and 7 of §8.9. Pure; needs no secret. The caller has already checked that the subjects' entries,
/// headers and commitment lists belong to their roots and to the log, and that each subject is well-formed.
/// </summary>
public static class Verifier
{
    /// <summary>Checks a statement's fit with the headers, and its proof.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="context">Origin, entries and nonce.</param>
    /// <param name="commitments">The lists, checked against their roots.</param>
    /// <param name="proof">Proof bytes.</param>
    /// <param name="map">For derive: 8 bytes per output row.</param>
    public static Verification Verify(
        Statement statement, ProofContext context, CommitmentReader commitments, ReadOnlySpan<byte> proof,
        ReadOnlyMemory<byte> map = default)
    {
        var shapes = context.Subjects.Select(s => s.Shape).ToArray();
        if (statement.Check(shapes) is { } problem)
        {
            return new(false, "statement", problem);
        }

        return statement switch
        {
            SumStatement or RowStatement or OpenStatement or PadStatement =>
                Verification.From(LinearProtocol.Verify(statement, context, commitments, proof)),
            BoundStatement bound => Verification.From(BoundProtocol.Verify(bound, context, commitments, proof)),
            MomentStatement moment => Verification.From(MomentProtocol.Verify(moment, context, commitments, proof)),
            MemberStatement member => Verification.From(MemberProtocol.Verify(member, context, commitments, proof)),
            MagnitudeStatement magnitude =>
                Verification.From(MagnitudeProtocol.Verify(magnitude, context, commitments, proof)),
            RangeAllStatement range => Verification.From(RangeAllProtocol.Verify(range, context, commitments, proof)),
            DeriveStatement derive => VerifyDerive(derive, context, shapes, commitments, proof, new DerivationMap(map)),
            _ => new(false, "statement", $"type: '{statement.Type}' has no verifier"),
        };
    }

    private static Verification VerifyDerive(
        DeriveStatement statement, ProofContext context, DatasetShape[] shapes, CommitmentReader commitments,
        ReadOnlySpan<byte> proof, DerivationMap map) =>
        map.Check(statement, shapes) is { } problem
            ? new(false, "map", problem)
            : Verification.From(DeriveProtocol.Verify(statement, context, commitments, proof, map));
}
