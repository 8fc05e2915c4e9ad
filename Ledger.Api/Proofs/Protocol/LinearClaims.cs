using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Group;
using Ledger.Api.Proofs.Statements;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>
/// The four linear statements of §8.6 as instances of Π_lin over <b>G</b>: which lists they use, and, after the start of
/// the transcript, the weights, form and value that prover and verifier both derive.
/// </summary>
internal static class LinearClaims
{
    /// <summary>The used lists in statement order.</summary>
    public static UsedList[] Lists(Statement statement, DatasetShape shape) => statement switch
    {
        SumStatement sum => [.. sum.Claims.Select(c => new UsedList(0, shape.IndexOf(c.Column), 0, shape.Chunks))],
        RowStatement row => [.. row.Values.Select(c =>
            new UsedList(0, shape.IndexOf(c.Column), (int)(row.Row / Generators.Width), 1))],
        OpenStatement => [.. shape.Columns.Select(c => new UsedList(0, c.Index, 0, shape.Chunks))],
        PadStatement => [.. shape.Columns.Select(c => new UsedList(0, c.Index, shape.Chunks - 1, 1))],
        _ => throw new ArgumentException($"'{statement.Type}' is not linear.", nameof(statement)),
    };

    /// <summary>Draws the statement's challenges and derives its claim.</summary>
    public static LinearClaim Derive(
        Statement statement, DatasetShape shape, IReadOnlyList<UsedList> lists, Transcript transcript) =>
        statement switch
        {
            SumStatement sum => Joined(lists, sum.Claims, Ones(), transcript),
            RowStatement row => Joined(lists, row.Values, Unit((int)(row.Row % Generators.Width)), transcript),
            OpenStatement => Open(lists, shape.Chunks, transcript),
            PadStatement => Pad(lists, (int)(shape.Rows % Generators.Width), transcript),
            _ => throw new ArgumentException($"'{statement.Type}' is not linear.", nameof(statement)),
        };

    /// <summary>P = Σ_c rho^c·Σ_j C_{c,j}, y = Σ_c rho^c·value_c: all claims hold unless rho is a root of their difference.</summary>
    private static LinearClaim Joined(
        IReadOnlyList<UsedList> lists, IReadOnlyList<ColumnClaim> claims, Scalar[] b, Transcript transcript)
    {
        var powers = transcript.Challenge("rho").Powers(lists.Count);
        var y = Scalar.Zero;
        for (var c = 0; c < lists.Count; c++)
        {
            y += powers[c] * Scalar.From(claims[c].Value);
        }

        return new([.. lists.Select((list, c) => new WeightedList(list, powers[c]))], b, y);
    }

    /// <summary>P = Σ_t gamma^t·C_t over all lists, b = 0: an opening of every chunk is known (Vandermonde).</summary>
    private static LinearClaim Open(IReadOnlyList<UsedList> lists, int chunks, Transcript transcript)
    {
        var gamma = transcript.Challenge("gamma");
        var powers = gamma.Powers(chunks);
        var perList = chunks == 0 ? Scalar.One : powers[^1] * gamma;
        var factors = perList.Powers(lists.Count);
        return new(
            [.. lists.Select((list, c) => new WeightedList(list, factors[c], powers))],
            new Scalar[Generators.Width], Scalar.Zero);
    }

    /// <summary>b_p = delta^(p−m) for p ≥ m, else 0; y = 0: every padding slot is zero.</summary>
    private static LinearClaim Pad(IReadOnlyList<UsedList> lists, int m, Transcript transcript)
    {
        var weights = transcript.Challenge("rho").Powers(lists.Count);
        var delta = transcript.Challenge("delta").Powers(Generators.Width - m);
        var b = new Scalar[Generators.Width];
        delta.CopyTo(b, m);
        return new([.. lists.Select((list, c) => new WeightedList(list, weights[c]))], b, Scalar.Zero);
    }

    private static Scalar[] Ones()
    {
        var b = new Scalar[Generators.Width];
        Array.Fill(b, Scalar.One);
        return b;
    }

    private static Scalar[] Unit(int slot)
    {
        var b = new Scalar[Generators.Width];
        b[slot] = Scalar.One;
        return b;
    }
}
