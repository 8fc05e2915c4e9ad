using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>
/// The layout of a grid sumcheck, §8.7: n variables taken in blocks of s, most significant first. A block of t variables
/// has 3^t slots E_k[e], e ∈ {0,1,2}^t (first variable most significant digit): the sum of the summand, of degree 2 in
/// each variable, with the block's variables set to e, earlier ones to their challenges, later ones summed over {0,1}.
/// A summand of degree 3 has digits 0..3 and 4^t slots.
/// </summary>
/// <remarks>
/// A multilinear sumcheck (Lund, Fortnow, Karloff, Nisan 1992) that sends a whole block's polynomial as one commitment
/// instead of its coefficients; the checks between blocks are linear in the slots and go to Π_lin. Soundness error per
/// block ≤ degree·t/ℓ. The slots are only committed, so the sumcheck hides what it sums.
/// </remarks>
internal sealed class Grid
{
    private Grid(int[] blocks, int blockSize, int degree)
    {
        Degree = degree;
        BlockSize = blockSize;
        Blocks = blocks;
        FirstSlots = new int[blocks.Length];
        foreach (var (k, t) in blocks.Index())
        {
            FirstSlots[k] = Slots;
            Slots += Points(t);
        }
    }

    /// <summary>Degree of the summand in each variable, 2 or 3.</summary>
    public int Degree { get; }

    /// <summary>s, as the proof's head states it.</summary>
    public int BlockSize { get; }

    /// <summary>How many auxiliary commitments were sent before the blocks.</summary>
    public int Offset { get; private init; }

    /// <summary>Variables of each block.</summary>
    public int[] Blocks { get; }

    /// <summary>First slot of each block, counted from U_0.</summary>
    public int[] FirstSlots { get; }

    /// <summary>Slots of all blocks.</summary>
    public int Slots { get; }

    /// <summary>
    /// The layout for <paramref name="variables"/> in blocks of <paramref name="blockSize"/>, made smaller while
    /// slots plus <paramref name="extra"/> exceed 1024: a moment of more than 2^23 rows has blocks of four.
    /// </summary>
    public static Grid Fit(int variables, int blockSize, int extra, int degree = 2)
    {
        for (var s = blockSize; ; s--)
        {
            var blocks = Enumerable.Range(0, (variables + s - 1) / s).Select(k => Math.Min(s, variables - (k * s)));
            var grid = new Grid([.. blocks], s, degree);
            if (grid.Slots + extra <= Generators.Width)
            {
                return grid;
            }
        }
    }

    /// <summary>The same layout after <paramref name="slots"/> slots of <paramref name="commitments"/> earlier commitments.</summary>
    public Grid After(int commitments, int slots)
    {
        var moved = new Grid(Blocks, BlockSize, Degree) { Offset = commitments };
        for (var k = 0; k < Blocks.Length; k++)
        {
            moved.FirstSlots[k] += slots;
        }

        return moved;
    }

    /// <summary>⌈log₂ count⌉, the variables that index <paramref name="count"/> items.</summary>
    public static int Variables(int count) => count <= 1 ? 0 : int.Log2(count - 1) + 1;

    /// <summary>
    /// eq_i(r) for i = 0..2^n − 1: Π (r_b where bit b of i is set, else 1 − r_b), r_0 for the most significant bit.
    /// </summary>
    public static Scalar[] Eq(ReadOnlySpan<Scalar> r)
    {
        Scalar[] table = [Scalar.One];
        foreach (var challenge in r)
        {
            var next = new Scalar[2 * table.Length];
            for (var i = 0; i < table.Length; i++)
            {
                next[(2 * i) + 1] = table[i] * challenge;
                next[2 * i] = table[i] - next[(2 * i) + 1];
            }

            table = next;
        }

        return table;
    }

    /// <summary>Constraints (0) to (R − 1): the claim, and the link of each block to the one before. What is added to the open
    /// constraint before joins (0).</summary>
    /// <param name="form">Form whose auxiliary commitments (offset + 1)..(offset + R) are the blocks.</param>
    /// <param name="claim">Claimed sum.</param>
    /// <param name="r">All challenges in order.</param>
    public void Constrain(AuxiliaryForm form, in Scalar claim, ReadOnlySpan<Scalar> r)
    {
        for (var k = 0; k < Blocks.Length; k++)
        {
            for (var bits = 0; bits < 1 << Blocks[k]; bits++)
            {
                form.Slot(FirstSlots[k] + Digits(bits, Blocks[k]), Offset + k + 1, Scalar.One);
            }

            if (k > 0)
            {
                AddBlock(form, k - 1, r, -Scalar.One);
            }

            form.Close(k == 0 ? claim : Scalar.Zero);
        }
    }

    /// <summary>Adds factor·"Last" = factor·Σ_e λ_e(r_{R−1})·E_{R−1}[e] to the open constraint.</summary>
    public void AddLast(AuxiliaryForm form, ReadOnlySpan<Scalar> r, in Scalar factor) =>
        AddBlock(form, Blocks.Length - 1, r, factor);

    /// <summary>The challenges `r` of block k, the first for the most significant variable.</summary>
    public Scalar[] Draw(Transcript transcript, int k) =>
        [.. Enumerable.Range(0, Blocks[k]).Select(_ => transcript.Challenge("r"))];

    /// <summary>The verifier's pass: reads every block's `P` and draws its challenges.</summary>
    public Scalar[] Read(ref ProofReader reader, List<Point> commitments)
    {
        var r = new List<Scalar>();
        for (var k = 0; k < Blocks.Length; k++)
        {
            commitments.Add(reader.ReadPoint("P"));
            r.AddRange(Draw(reader.Transcript, k));
        }

        return [.. r];
    }

    /// <summary>The challenges of block k among all of them.</summary>
    public ReadOnlySpan<Scalar> Challenges(ReadOnlySpan<Scalar> r, int k) => r.Slice(BlockSize * k, Blocks[k]);

    /// <summary>Grid points of a block of t variables, (degree + 1)^t.</summary>
    public int Points(int t) => t == 0 ? 1 : (Degree + 1) * Points(t - 1);

    private void AddBlock(AuxiliaryForm form, int k, ReadOnlySpan<Scalar> r, in Scalar factor)
    {
        Scalar[] weights = [factor];
        foreach (var x in Challenges(r, k))
        {
            var lambda = Lagrange.Basis(Degree, x);
            weights = [.. weights.SelectMany(w => lambda.Select(l => w * l))];
        }

        for (var e = 0; e < weights.Length; e++)
        {
            form.Slot(FirstSlots[k] + e, Offset + k + 1, weights[e]);
        }
    }

    /// <summary>The index of {0,1}^t point <paramref name="bits"/> among all grid points: its bits read in base degree + 1.</summary>
    private int Digits(int bits, int t)
    {
        var index = 0;
        for (var i = t - 1; i >= 0; i--)
        {
            index = ((Degree + 1) * index) + ((bits >> i) & 1);
        }

        return index;
    }
}
