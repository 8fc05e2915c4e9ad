using System.Numerics;
using System.Security.Cryptography;
using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Group;
using Ledger.Api.Proofs.Statements;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>
/// `magnitude`, §8.7: every row of a column is small, by 128 random projections. 3,912 + 32·R bytes for R blocks: 4,008 at
/// 10^6 rows, over 1 KB because the statement is about every row; wanted once per column.
/// </summary>
/// <remarks>
/// <para>
/// `Y` commits to 128 masks y_k in U_0..U_127; then the challenge `R` gives the matrix (<see cref="Projection"/>); the numbers
/// z_k = Σ_i R_{k,i}·x_i + y_k are sent as `z`, 24 bytes two's complement each, little-endian, |z_k| ≤ Z; then θ (tag `theta`).
/// With W_i = Σ_k θ^k·R_{k,i} a grid sumcheck over the chunk bits (s = 4, as in derive; slots after the masks) shows
/// Σ W_i·x_i + Σ θ^k·y_k = Σ θ^k·z_k. Auxiliary commitment 1 is `Y`, the blocks follow.
/// Constraints: (0) Σ_{e∈{0,1}^t} E_0[e] + Σ θ^k·y_k = Σ θ^k·z_k; (1)…(R−1) of the grid; (R) Last − ⟨W_r,X⟩ = 0. With a single chunk
/// there are no blocks, and (0) has ⟨W,X⟩ in the place of the sum.
/// </para>
/// <para>
/// Soundness: let some x_i, as a residue of least magnitude, exceed 2Z. For fixed other entries, z_k takes s − x_i, s, s + x_i with
/// weights ¼, ½, ¼. s and s ± x_i are more than 2Z apart modulo ℓ, so they cannot both lie in ±Z (s − x_i and s + x_i may, when 2·x_i wraps
/// around ℓ): each k passes with probability at most ½, all 128 with 2^−128 per choice of x and y, both committed before R is
/// drawn. θ adds 128/ℓ. Proven: |x_i| ≤ 2Z + 1, Z = 2^(w + ⌈log₂N⌉ + 49). Not proven: the declared |x_i| ≤ 2^w itself, which is what the
/// owner must keep for its own privacy.
/// </para>
/// <para>
/// Hiding: |Σ R·x| ≤ N·2^w, and masks are uniform below 2^(w + ⌈log₂N⌉ + 48), so each z_k is within statistical distance 2^−48 of one
/// that does not depend on x, all 128 within 2^−41. The proof is statistically, not perfectly, zero-knowledge.
/// </para>
/// </remarks>
internal static class MagnitudeProtocol
{
    private const int NumberBytes = 24;
    private const int Masks = Projection.Rows;

    public static Outcome<byte[]> Prove(
        MagnitudeStatement statement, ProofContext context, IReadOnlyList<IWitness> witnesses, CancellationToken cancel)
    {
        var shape = context.Subjects[0].Shape;
        var column = shape.IndexOf(statement.Column);
        var values = witnesses[0].Values(column);
        var width = 1L << statement.Width;
        if (values.Span.ContainsAnyExceptInRange(-width, width))
        {
            return new FalseStatement("a row is outside ±2^width");
        }

        var grid = Layout(shape);
        var list = new UsedList(0, column, 0, shape.Chunks);
        var transcript = TranscriptStart.Begin(context, statement, [list], ListReading.Of(witnesses));
        var writer = new ProofWriter(transcript, statement.TypeNumber, (byte)grid.BlockSize);
        var masks = Enumerable.Range(0, Masks).Select(_ => Mask(MaskBits(statement, shape))).ToArray();
        var auxiliary = new AuxiliaryWitness();
        auxiliary.Send(writer, "Y", [.. masks.Select(y => Scalar.From(y))]);
        var seed = transcript.Challenge("R");
        var sums = Projection.Apply(seed, values);
        BigInteger[] z = [.. sums.Zip(masks, (sum, y) => (BigInteger)sum + y)];
        writer.SendBytes("z", ToBytes(z));
        var theta = transcript.Challenge("theta");
        cancel.ThrowIfCancellationRequested();
        var w = Projection.Weights(seed, theta, values.Length);
        var x = new Scalar[values.Length];
        for (var i = 0; i < x.Length; i++)
        {
            x[i] = Scalar.From(values.Span[i]);
        }

        cancel.ThrowIfCancellationRequested();
        var r = new List<Scalar>();
        var folded = GridProver<ProductSummand>.Run(
            grid, writer, auxiliary, [w, x], default, Generators.Width, firstBlock: 0, r);
        var zeta = transcript.Challenge("zeta");
        var eta = transcript.Challenge("eta");
        var form = Form(grid, z, theta, OpenedVector.Full(folded[0]), [.. r], zeta, eta);
        var (data, blinding) = WitnessSums.Open([Weighted(list, [.. r])], witnesses);
        var (v, joined) = auxiliary.Join(data, blinding, eta);
        LinearProof.Prove(writer, v, joined, form.B);
        return writer.ToArray();
    }

    public static ProofProblem Verify(
        MagnitudeStatement statement, ProofContext context, CommitmentReader commitments, ReadOnlySpan<byte> proof)
    {
        var shape = context.Subjects[0].Shape;
        var grid = Layout(shape);
        var list = new UsedList(0, shape.IndexOf(statement.Column), 0, shape.Chunks);
        var transcript = TranscriptStart.Begin(context, statement, [list], commitments);
        var length = ProofHead.Length + (32 * (1 + grid.Blocks.Length)) + (NumberBytes * Masks)
            + LinearProof.Size(2 * Generators.Width);
        var reader = new ProofReader(transcript, proof, statement.TypeNumber, (byte)grid.BlockSize, length);
        var sent = new List<Point> { reader.ReadPoint("Y") };
        var seed = transcript.Challenge("R");
        var bytes = reader.ReadBytes("z", NumberBytes * Masks);
        var theta = transcript.Challenge("theta");
        var r = grid.Read(ref reader, sent);
        var zeta = transcript.Challenge("zeta");
        var eta = transcript.Challenge("eta");
        if (reader.Problem != ProofProblem.None)
        {
            return reader.Problem;
        }

        var z = new BigInteger[Masks];
        var limit = BigInteger.One << (MaskBits(statement, shape) + 1);
        for (var k = 0; k < Masks; k++)
        {
            z[k] = new BigInteger(bytes.Slice(NumberBytes * k, NumberBytes));
            if (BigInteger.Abs(z[k]) > limit)
            {
                return ProofProblem.Range;
            }
        }

        var p = new PointSum();
        AuxiliaryWitness.Add(p, sent, eta);
        var weights = Projection.Weights(seed, theta, (int)shape.Rows);
        var folded = GridProver<ProductSummand>.Fold(weights, r, Generators.Width);
        var form = Form(grid, z, theta, folded, r, zeta, eta);
        return CommitmentSums.TryAdd(p, [Weighted(list, r, shape.Chunks)], commitments)
            ? LinearProof.Verify(ref reader, form.B, form.Y, p)
            : ProofProblem.Commitment;
    }

    /// <summary>Bits of a mask, w + ⌈log₂N⌉ + 48; Z is twice the masks' range.</summary>
    private static int MaskBits(MagnitudeStatement statement, DatasetShape shape) =>
        statement.Width + Grid.Variables((int)shape.Rows) + 48;

    private static BigInteger Mask(int bits)
    {
        Span<byte> bytes = stackalloc byte[NumberBytes];
        RandomNumberGenerator.Fill(bytes);
        return new BigInteger(bytes, isUnsigned: true) & ((BigInteger.One << bits) - 1);
    }

    private static byte[] ToBytes(BigInteger[] numbers)
    {
        var bytes = new byte[NumberBytes * numbers.Length];
        for (var k = 0; k < numbers.Length; k++)
        {
            var number = bytes.AsSpan(NumberBytes * k, NumberBytes);
            number.Fill((byte)(numbers[k].Sign < 0 ? 255 : 0));
            numbers[k].TryWriteBytes(number, out _);
        }

        return bytes;
    }

    private static Grid Layout(DatasetShape shape) =>
        Grid.Fit(Grid.Variables(shape.Chunks), blockSize: 4, extra: Masks).After(commitments: 1, slots: Masks);

    private static WeightedList Weighted(UsedList list, Scalar[] r) => Weighted(list, r, list.Count);

    private static WeightedList Weighted(UsedList list, Scalar[] r, int chunks) =>
        new(list, Scalar.One, Grid.Eq(r).AsMemory(0, chunks));

    private static AuxiliaryForm Form(
        Grid grid, BigInteger[] z, in Scalar theta, Scalar[] wr, Scalar[] r, in Scalar zeta, in Scalar eta)
    {
        var form = new AuxiliaryForm(zeta, eta, grid.Blocks.Length + 1);
        var powers = theta.Powers(Masks);
        var claim = Scalar.Zero;
        for (var k = 0; k < Masks; k++)
        {
            form.Slot(k, 1, powers[k]);
            claim += powers[k] * Scalar.From(z[k]);
        }

        if (grid.Blocks.Length > 0)
        {
            grid.Constrain(form, claim, r);
            grid.AddLast(form, r, Scalar.One);
            claim = Scalar.Zero;
        }

        var sign = grid.Blocks.Length > 0 ? -Scalar.One : Scalar.One;
        for (var p = 0; p < wr.Length; p++)
        {
            form.Data(p, sign * wr[p]);
        }

        form.Close(claim);
        return form;
    }
}
