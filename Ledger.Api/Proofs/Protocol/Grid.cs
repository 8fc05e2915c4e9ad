using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>
/// The layout of a grid sumcheck, §8.7: n variables taken in blocks of s, most significant first. A block of t variables
/// has 3^t slots E_k[e], e ∈ {0,1,2}^t (first variable most significant digit): the sum of the summand, of degree 2 in
/// each variable, with the block's variables set to e, earlier ones to their challenges, later ones summed over {0,1}.
/// </summary>
/// <remarks>
/// A multilinear sumcheck (Lund, Fortnow, Karloff, Nisan 1992) that sends a whole block's polynomial as one commitment
/// instead of its coefficients; the checks between blocks are linear in the slots and go to Π_lin. Soundness error per
/// block ≤ 2t/ℓ. The slots are only committed, so the sumcheck hides what it sums.
/// </remarks>
internal sealed class Grid
{
    private Grid(int[] blocks, int blockSize)
    {
        BlockSize = blockSize;
        Blocks = blocks;
        FirstSlots = new int[blocks.Length];
        foreach (var (k, t) in blocks.Index())
        {
            FirstSlots[k] = Slots;
            Slots += Power3(t);
        }
    }

    /// <summary>s, as the proof's head states it.</summary>
    public int BlockSize { get; }

    /// <summary>Variables of each block.</summary>
    public int[] Blocks { get; }

    /// <summary>First slot of each block, counted from U_0.</summary>
    public int[] FirstSlots { get; }

    /// <summary>Slots of all blocks.</summary>
    public int Slots { get; }

    /// <summary>
    /// The layout for <paramref name="variables"/> ≥ 1 in blocks of <paramref name="blockSize"/>, made smaller while
    /// slots plus <paramref name="extra"/> exceed 1024: a moment of more than 2^23 rows has blocks of four.
    /// </summary>
    public static Grid Fit(int variables, int blockSize, int extra)
    {
        for (var s = blockSize; ; s--)
        {
            var blocks = Enumerable.Range(0, (variables + s - 1) / s).Select(k => Math.Min(s, variables - (k * s)));
            var grid = new Grid([.. blocks], s);
            if (grid.Slots + extra <= Generators.Width)
            {
                return grid;
            }
        }
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

    /// <summary>Constraints (0) to (R − 1): the claim, and the link of each block to the one before.</summary>
    /// <param name="form">Form whose auxiliary commitments 1..R are the blocks.</param>
    /// <param name="claim">Claimed sum.</param>
    /// <param name="r">All challenges in order.</param>
    public void Constrain(AuxiliaryForm form, in Scalar claim, ReadOnlySpan<Scalar> r)
    {
        for (var k = 0; k < Blocks.Length; k++)
        {
            for (var bits = 0; bits < 1 << Blocks[k]; bits++)
            {
                form.Slot(FirstSlots[k] + Digits(bits, Blocks[k]), k + 1, Scalar.One);
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

    /// <summary>The challenges of block k among all of them.</summary>
    public ReadOnlySpan<Scalar> Challenges(ReadOnlySpan<Scalar> r, int k) => r.Slice(BlockSize * k, Blocks[k]);

    /// <summary>3^t.</summary>
    public static int Power3(int t) => t == 0 ? 1 : 3 * Power3(t - 1);

    private void AddBlock(AuxiliaryForm form, int k, ReadOnlySpan<Scalar> r, in Scalar factor)
    {
        Scalar[] weights = [factor];
        foreach (var x in Challenges(r, k))
        {
            var lambda = Lagrange.Basis(2, x);
            weights = [.. weights.SelectMany(w => lambda.Select(l => w * l))];
        }

        for (var e = 0; e < weights.Length; e++)
        {
            form.Slot(FirstSlots[k] + e, k + 1, weights[e]);
        }
    }

    /// <summary>The index of {0,1}^t point <paramref name="bits"/> among {0,1,2}^t: its bits read in base 3.</summary>
    private static int Digits(int bits, int t)
    {
        var index = 0;
        for (var i = t - 1; i >= 0; i--)
        {
            index = (3 * index) + ((bits >> i) & 1);
        }

        return index;
    }
}
