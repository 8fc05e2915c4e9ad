using System.Numerics;
using System.Runtime.CompilerServices;
using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Statements;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>Proofs of sum, row, open and pad: head and Π_lin over <b>G</b>, 744 bytes (§8.6).</summary>
internal static class LinearProtocol
{
    private static readonly int Length = ProofHead.Length + LinearProof.Size(Generators.Width);

    /// <summary>Proves a statement that fits the header.</summary>
    public static Outcome<byte[]> Prove(
        Statement statement, ProofContext context, IReadOnlyList<IWitness> witnesses, CancellationToken cancel)
    {
        if (Refute(statement, context.Subjects[0].Shape, witnesses[0]) is { } problem)
        {
            return new FalseStatement(problem);
        }

        var shape = context.Subjects[0].Shape;
        var lists = LinearClaims.Lists(statement, shape);
        var transcript = TranscriptStart.Begin(context, statement, lists, ListReading.Of(witnesses));
        var claim = LinearClaims.Derive(statement, shape, lists, transcript);
        var (v, r) = WitnessSums.Open(claim.Lists, witnesses);
        cancel.ThrowIfCancellationRequested();
        var writer = new ProofWriter(transcript, statement.TypeNumber, blockSize: 0);
        LinearProof.Prove(writer, v, r, claim.B);
        return writer.ToArray();
    }

    /// <summary>Verifies a proof of a statement that fits the header.</summary>
    public static ProofProblem Verify(
        Statement statement, ProofContext context, CommitmentReader commitments, ReadOnlySpan<byte> proof)
    {
        var shape = context.Subjects[0].Shape;
        var lists = LinearClaims.Lists(statement, shape);
        var transcript = TranscriptStart.Begin(context, statement, lists, commitments);
        var claim = LinearClaims.Derive(statement, shape, lists, transcript);
        var reader = new ProofReader(transcript, proof, statement.TypeNumber, blockSize: 0, Length);
        if (reader.Problem != ProofProblem.None)
        {
            return reader.Problem;
        }

        var p = new PointSum();
        return CommitmentSums.TryAdd(p, claim.Lists, commitments)
            ? LinearProof.Verify(ref reader, claim.B, claim.Y, p)
            : ProofProblem.Commitment;
    }

    /// <summary>Null, or which claim the rows contradict.</summary>
    private static string? Refute(Statement statement, DatasetShape shape, IWitness witness) => statement switch
    {
        SumStatement sum => Refute(sum.Claims, c => Total(witness.Values(shape.IndexOf(c)).Span)),
        RowStatement row => Refute(row.Values, c => witness.Values(shape.IndexOf(c)).Span[(int)row.Row]),
        _ => null,
    };

    private static string? Refute(IEnumerable<ColumnClaim> claims, Func<string, BigInteger> truth)
    {
        var wrong = claims.FirstOrDefault(c => truth(c.Column) != c.Value);
        return wrong is null ? null : $"the claim for column '{wrong.Column}' is not what the rows give";
    }

    /// <summary>Exact: 10^7 values of 2^62 stay below 2^86.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static BigInteger Total(ReadOnlySpan<long> values)
    {
        Int128 total = 0;
        foreach (var value in values)
        {
            total += value;
        }

        return total;
    }
}
