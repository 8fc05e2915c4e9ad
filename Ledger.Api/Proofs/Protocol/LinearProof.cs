using System.Runtime.CompilerServices;
using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>
/// Π_lin, §8.4: the prover knows v ∈ F^m and r with P = ⟨v,<b>B</b>⟩ + r·H and ⟨b,v⟩ = y. A Σ-protocol (Schnorr for
/// linear forms) whose response is not sent but proven known by a folding argument (Attema, Cramer 2020,
/// "Compressed Σ-protocol theory", with Bulletproofs' inner-product folding).
/// </summary>
/// <remarks>
/// <para>
/// Messages: A, tau; challenge c; phi; challenge q; for each of log₂(m) − 2 rounds L, R and challenge e; the four
/// scalars z. Size 32·(2·log₂ m + 3): 736 bytes for m = 1024 (<b>B</b> = <b>G</b>), 800 for m = 2048 (<b>B</b> = <b>G</b>‖<b>U</b>).
/// </para>
/// <para>
/// With z = t + c·v both sides hold P₀ = A + c·P − phi·H + (tau + c·y)·Q' = ⟨z,<b>B</b>⟩ + ⟨b,z⟩·Q', Q' = q·Q. A round
/// halves the length k = 2h: L = ⟨z_lo,B_hi⟩ + ⟨z_lo,b_hi⟩Q', R = ⟨z_hi,B_lo⟩ + ⟨z_hi,b_lo⟩Q',
/// z ← z_lo + e·z_hi, B ← e·B_lo + B_hi, b ← e·b_lo + b_hi, P ← L + e·P + e²·R.
/// </para>
/// <para>
/// What is proven: knowledge of an opening (v, r) of P with the linear form's value y, with soundness error below 2^−240
/// in the random-oracle model under discrete log, (2,2,3,…,3)-special soundness. What is not: anything about P that the
/// caller did not derive itself. The verifier must already know P, b, y and the transcript's start.
/// Zero-knowledge: z and phi are uniform for uniform t and ρ, and A, tau, L, R follow from them and the public values.
/// </para>
/// </remarks>
internal static class LinearProof
{
    private const int LastLength = 4;

    /// <summary>Length of the messages for vectors of <paramref name="m"/> scalars, without the head.</summary>
    public static int Size(int m) => 32 * ((2 * int.Log2(m)) + 3);

    /// <summary>Appends the messages for v, r and b; y = ⟨b,v⟩ is the caller's concern. m = v.Length = b.Length, 1024 or 2048.</summary>
    public static void Prove(ProofWriter writer, ReadOnlySpan<Scalar> v, in Scalar r, Scalar[] b)
    {
        var m = v.Length;
        var bases = Generators.FirstBases(m);
        var t = new Scalar[m];
        for (var i = 0; i < m; i++)
        {
            t[i] = Scalar.Random();
        }

        var rho = Scalar.Random();
        writer.Send("A", MultiScalar.Sum(bases, t) + Generators.MultiplyH(rho));
        writer.Send("tau", InnerProduct(b, t));
        var c = writer.Transcript.Challenge("c");
        writer.Send("phi", rho + (c * r));
        var q = writer.Transcript.Challenge("q");
        var z = new Scalar[m];
        for (var i = 0; i < m; i++)
        {
            z[i] = t[i] + (c * v[i]);
        }

        writer.Send("z", Compress(z, b, q, (l, r) =>
        {
            writer.Send("L", l);
            writer.Send("R", r);
            return writer.Transcript.Challenge("e");
        }));
    }

    /// <summary>The folding of step 3: hands out L and R of each round, takes its challenge e, returns the last four z.</summary>
    /// <param name="z">The response, m scalars; overwritten.</param>
    /// <param name="b">The form, m scalars; kept.</param>
    /// <param name="q">Q' = q·Q.</param>
    /// <param name="challenge">Gives e for (L, R).</param>
    internal static Scalar[] Compress(Scalar[] z, Scalar[] b, in Scalar q, Func<Point, Point, Scalar> challenge)
    {
        // Bases are not folded: B_i of a round is a public combination of the first ones, with these coefficients.
        var bases = Generators.FirstBases(z.Length);
        var coefficients = new Scalar[z.Length];
        Array.Fill(coefficients, Scalar.One);
        b = [.. b];
        for (var k = z.Length; k > LastLength; k /= 2)
        {
            var h = k / 2;
            var zLow = z.AsSpan(0, h);
            var zHigh = z.AsSpan(h, h);
            var bLow = b.AsSpan(0, h);
            var bHigh = b.AsSpan(h, h);
            var (ofL, ofR) = (q * InnerProduct(zLow, bHigh), q * InnerProduct(zHigh, bLow));
            Point l = default, r = default;
            Parallel.Invoke(
                ProvingThreads.Own,
                () => l = HalfSum(bases.Span, coefficients, z.AsSpan(0, h), offset: h, ofL),
                () => r = HalfSum(bases.Span, coefficients, z.AsSpan(h, h), offset: 0, ofR));
            var e = challenge(l, r);
            for (var i = 0; i < h; i++)
            {
                zLow[i] += e * zHigh[i];
                bLow[i] = (e * bLow[i]) + bHigh[i];
            }

            ScaleLowerHalves(coefficients, k, e);
        }

        return z[..LastLength];
    }

    /// <summary>Reads the messages and tests the one equation that all of them must meet.</summary>
    /// <param name="reader">At the first message.</param>
    /// <param name="b">The linear form.</param>
    /// <param name="y">Its value.</param>
    /// <param name="p">The commitment P as a formal sum.</param>
    /// <returns>None when the proof verifies.</returns>
    public static ProofProblem Verify(ref ProofReader reader, Scalar[] b, in Scalar y, PointSum p)
    {
        var rounds = Rounds(b.Length);
        var a = reader.ReadPoint("A");
        var tau = reader.ReadScalar("tau");
        var c = reader.Transcript.Challenge("c");
        var phi = reader.ReadScalar("phi");
        var q = reader.Transcript.Challenge("q");
        var (l, r, e) = (new Point[rounds], new Point[rounds], new Scalar[rounds]);
        for (var i = 0; i < rounds; i++)
        {
            l[i] = reader.ReadPoint("L");
            r[i] = reader.ReadPoint("R");
            e[i] = reader.Transcript.Challenge("e");
        }

        var z = reader.ReadScalars("z", LastLength);
        if (reader.Problem != ProofProblem.None)
        {
            return reader.Problem;
        }

        return Holds(new(a, tau, c, phi, q, l, r, e, z), b, y, p) ? ProofProblem.None : ProofProblem.Equation;
    }

    /// <summary>Messages and challenges of one run.</summary>
    internal sealed record Run(
        Point A, Scalar Tau, Scalar C, Scalar Phi, Scalar Q, Point[] L, Point[] R, Scalar[] E, Scalar[] Z);

    /// <summary>The equation of step 4, all rounds unrolled: P after the last round = ⟨z,B⟩ + ⟨b,z⟩·Q'.</summary>
    internal static bool Holds(Run run, Scalar[] b, in Scalar y, PointSum p)
    {
        var m = b.Length;
        var sum = new PointSum();

        // P after the last round = (Π e)·P₀ + Σ_i (L_i + e_i²·R_i)·Π_{j>i} e_j.
        var later = Scalar.One;
        for (var i = run.E.Length - 1; i >= 0; i--)
        {
            sum.Add(run.L[i], later);
            sum.Add(run.R[i], later * run.E[i].Square());
            later *= run.E[i];
        }

        // The final coefficient of B_i is the product of e over the rounds in which i lay in a lower half.
        var coefficients = new Scalar[m];
        Array.Fill(coefficients, Scalar.One);
        var folded = b.ToArray();
        for (var (i, k) = (0, m); i < run.E.Length; i++, k /= 2)
        {
            ScaleLowerHalves(coefficients, k, run.E[i]);
            for (var j = 0; j < k / 2; j++)
            {
                folded[j] = (run.E[i] * folded[j]) + folded[(k / 2) + j];
            }
        }

        sum.Add(run.A, later);
        sum.Add(Generators.H, -(later * run.Phi));
        var ofQ = (later * (run.Tau + (run.C * y))) - InnerProduct(folded.AsSpan(0, LastLength), run.Z);
        var points = new AffinePoint[m + 1 + sum.Count + p.Count];
        var scalars = new Scalar[points.Length];
        Generators.FirstBases(m).CopyTo(points);
        for (var i = 0; i < m; i++)
        {
            scalars[i] = -(coefficients[i] * run.Z[i % LastLength]);
        }

        points[m] = Generators.Q;
        scalars[m] = run.Q * ofQ;
        sum.CopyTo(points, scalars, m + 1, Scalar.One);
        p.CopyTo(points, scalars, m + 1 + sum.Count, later * run.C);
        return Ristretto.IsIdentity(MultiScalar.Sum(points, scalars));
    }

    private static int Rounds(int m) => int.Log2(m) - int.Log2(LastLength);

    /// <summary>⟨a,b⟩ of equal lengths.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Scalar InnerProduct(ReadOnlySpan<Scalar> a, ReadOnlySpan<Scalar> b)
    {
        var sum = Scalar.Zero;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    /// <summary>⟨z, half of the folded bases⟩ + k·Q: the half that starts at <paramref name="offset"/> of each run of 2h.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Point HalfSum(
        ReadOnlySpan<AffinePoint> bases, Scalar[] coefficients, ReadOnlySpan<Scalar> z, int offset, in Scalar ofQ)
    {
        var h = z.Length;
        var points = new AffinePoint[(bases.Length / 2) + 1];
        var scalars = new Scalar[points.Length];
        for (var n = 0; n < points.Length - 1; n++)
        {
            var i = (n / h * 2 * h) + offset + (n % h);
            points[n] = bases[i];
            scalars[n] = coefficients[i] * z[n % h];
        }

        points[^1] = Generators.Q;
        scalars[^1] = ofQ;
        return MultiScalar.Sum(points, scalars);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScaleLowerHalves(Scalar[] coefficients, int k, in Scalar e)
    {
        for (var start = 0; start < coefficients.Length; start += k)
        {
            for (var i = 0; i < k / 2; i++)
            {
                coefficients[start + i] *= e;
            }
        }
    }
}
