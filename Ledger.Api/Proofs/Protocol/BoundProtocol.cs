using System.Numerics;
using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Group;
using Ledger.Api.Proofs.Statements;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>
/// `bound`, §8.7: lo ≤ S ≤ hi for the hidden sum S of a virtual column. 904 bytes.
/// </summary>
/// <remarks>
/// <para>
/// K = 2k bits: those of S − lo, then those of hi − S, low bit first. f and g have degree K with f(0) = α, g(0) = β
/// (random), f(i) = bit_i, g(i) = bit_i − 1; h = f·g is 0 at 1..K exactly when every bit is 0 or 1. Slots: α, β, the K
/// bits, h(0), h(K+1)…h(2K). `Pw` commits to them; at the challenge c (`gate`) uf = f(c), ug = g(c) are sent, and the
/// constraints say that both are, and that h(c) = uf·ug. Degree 2K, so a wrong h passes with probability ≤ 2K/ℓ.
/// </para>
/// <para>Constraints: (0) Σx − Σ 2^i·low_i = lo; (1) Σx + Σ 2^i·high_i = hi; (2) f(c) = uf; (3) g(c) = ug; (4) h(c) = uf·ug.</para>
/// <para>
/// Proven: S modulo ℓ lies in lo..hi. Not proven: anything about single rows; S is an integer sum if rows are known to be
/// small (§8.3). α and β hide f(c) and g(c).
/// </para>
/// </remarks>
internal static class BoundProtocol
{
    private static readonly int Length = ProofHead.Length + (3 * 32) + LinearProof.Size(2 * Generators.Width);

    public static Outcome<byte[]> Prove(
        BoundStatement statement, ProofContext context, IReadOnlyList<IWitness> witnesses, CancellationToken cancel)
    {
        var shape = context.Subjects[0].Shape;
        var sum = statement.Terms.Aggregate(BigInteger.Zero, (total, term) =>
            total + (term.Weight * LinearProtocol.Total(witnesses[0].Values(shape.IndexOf(term.Column)).Span)));
        if (sum < statement.Lo || sum > statement.Hi)
        {
            return new FalseStatement("the sum is outside lo..hi");
        }

        var lists = VirtualColumn.Lists(statement.Terms, shape);
        var transcript = TranscriptStart.Begin(context, statement, lists, ListReading.Of(witnesses));
        var writer = new ProofWriter(transcript, statement.TypeNumber, blockSize: 0);
        cancel.ThrowIfCancellationRequested();
        var (f, g) = Polynomials(statement, sum);
        var auxiliary = new AuxiliaryWitness();
        auxiliary.Send(writer, "Pw", [f[0], g[0], .. f.AsSpan(1), .. Products(f, g)]);
        var c = transcript.Challenge("gate");
        var basis = Lagrange.Basis(f.Length - 1, c);
        var uf = LinearProof.InnerProduct(basis, f);
        var ug = LinearProof.InnerProduct(basis, g);
        writer.Send("uf", uf);
        writer.Send("ug", ug);
        var zeta = transcript.Challenge("zeta");
        var eta = transcript.Challenge("eta");
        var form = Form(statement, c, uf, ug, zeta, eta);
        var (data, r) = WitnessSums.Open(VirtualColumn.Weighted(lists, statement.Terms), witnesses);
        var (v, blinding) = auxiliary.Join(data, r, eta);
        LinearProof.Prove(writer, v, blinding, form.B);
        return writer.ToArray();
    }

    public static ProofProblem Verify(
        BoundStatement statement, ProofContext context, CommitmentReader commitments, ReadOnlySpan<byte> proof)
    {
        var lists = VirtualColumn.Lists(statement.Terms, context.Subjects[0].Shape);
        var transcript = TranscriptStart.Begin(context, statement, lists, commitments);
        var reader = new ProofReader(transcript, proof, statement.TypeNumber, blockSize: 0, Length);
        var pw = reader.ReadPoint("Pw");
        var c = transcript.Challenge("gate");
        var uf = reader.ReadScalar("uf");
        var ug = reader.ReadScalar("ug");
        var zeta = transcript.Challenge("zeta");
        var eta = transcript.Challenge("eta");
        if (reader.Problem != ProofProblem.None)
        {
            return reader.Problem;
        }

        var form = Form(statement, c, uf, ug, zeta, eta);
        var p = new PointSum();
        AuxiliaryWitness.Add(p, [pw], eta);
        return CommitmentSums.TryAdd(p, VirtualColumn.Weighted(lists, statement.Terms), commitments)
            ? LinearProof.Verify(ref reader, form.B, form.Y, p)
            : ProofProblem.Commitment;
    }

    /// <summary>f and g by their values at 0..K.</summary>
    private static (Scalar[] F, Scalar[] G) Polynomials(BoundStatement statement, BigInteger sum)
    {
        var k = statement.Bits;
        var f = new Scalar[(2 * k) + 1];
        var g = new Scalar[f.Length];
        f[0] = Scalar.Random();
        g[0] = Scalar.Random();
        for (var i = 0; i < 2 * k; i++)
        {
            var number = i < k ? sum - statement.Lo : statement.Hi - sum;
            f[i + 1] = ((number >> (i % k)) & 1).IsZero ? Scalar.Zero : Scalar.One;
            g[i + 1] = f[i + 1] - Scalar.One;
        }

        return (f, g);
    }

    /// <summary>h(0), h(K+1), …, h(2K).</summary>
    private static Scalar[] Products(Scalar[] f, Scalar[] g)
    {
        var degree = f.Length - 1;
        var h = new Scalar[degree + 1];
        h[0] = f[0] * g[0];
        for (var i = 1; i <= degree; i++)
        {
            var basis = Lagrange.Basis(degree, Scalar.From(degree + i));
            h[i] = LinearProof.InnerProduct(basis, f) * LinearProof.InnerProduct(basis, g);
        }

        return h;
    }

    private static AuxiliaryForm Form(
        BoundStatement statement, in Scalar c, in Scalar uf, in Scalar ug, in Scalar zeta, in Scalar eta)
    {
        var k = statement.Bits;
        var degree = 2 * k;
        const int alpha = 0, beta = 1, bits = 2;
        var products = bits + degree;
        var form = new AuxiliaryForm(zeta, eta, auxiliaries: 1);
        for (var side = 0; side < 2; side++)
        {
            for (var p = 0; p < Generators.Width; p++)
            {
                form.Data(p, Scalar.One);
            }

            var power = side == 0 ? -Scalar.One : Scalar.One;
            for (var i = 0; i < k; i++)
            {
                form.Slot(bits + (side * k) + i, 1, power);
                power += power;
            }

            form.Close(Scalar.From(side == 0 ? statement.Lo : statement.Hi));
        }

        var basis = Lagrange.Basis(degree, c);
        var ones = Scalar.Zero;
        form.Slot(alpha, 1, basis[0]);
        for (var i = 1; i <= degree; i++)
        {
            form.Slot(bits + i - 1, 1, basis[i]);
            ones += basis[i];
        }

        form.Close(uf);
        form.Slot(beta, 1, basis[0]);
        for (var i = 1; i <= degree; i++)
        {
            form.Slot(bits + i - 1, 1, basis[i]);
        }

        form.Close(ug + ones);
        var wide = Lagrange.Basis(2 * degree, c);
        form.Slot(products, 1, wide[0]);
        for (var i = 1; i <= degree; i++)
        {
            form.Slot(products + i, 1, wide[degree + i]);
        }

        form.Close(uf * ug);
        return form;
    }
}
