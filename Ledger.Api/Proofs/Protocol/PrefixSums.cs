using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>Sums of eq over the first N indexes, in one pass over the bits of N.</summary>
internal static class PrefixSums
{
    /// <summary>Σ_{i&lt;count} eq_i(r): the multilinear extension of [i &lt; count] at r.</summary>
    public static Scalar Eq(ReadOnlySpan<Scalar> r, long count)
    {
        var (zero, one) = (new Scalar[r.Length], r.ToArray());
        for (var b = 0; b < r.Length; b++)
        {
            zero[b] = Scalar.One - r[b];
        }

        return Sum(zero, one, count);
    }

    /// <summary>Σ_{i&lt;count} eq_i(τ)·eq_i(r): the multilinear extension of eq_i(τ)·[i &lt; count] at r.</summary>
    public static Scalar Eq(ReadOnlySpan<Scalar> tau, ReadOnlySpan<Scalar> r, long count)
    {
        var (zero, one) = (new Scalar[r.Length], new Scalar[r.Length]);
        for (var b = 0; b < r.Length; b++)
        {
            zero[b] = (Scalar.One - tau[b]) * (Scalar.One - r[b]);
            one[b] = tau[b] * r[b];
        }

        return Sum(zero, one, count);
    }

    /// <summary>
    /// Σ_{i&lt;count} Π_b (one_b where bit b of i is set, else zero_b), bit 0 the most significant: an index below count shares its
    /// leading bits up to one where count has 1 and the index 0; the bits after that are free.
    /// </summary>
    private static Scalar Sum(Scalar[] zero, Scalar[] one, long count)
    {
        var rest = new Scalar[zero.Length + 1];
        rest[^1] = Scalar.One;
        for (var b = zero.Length - 1; b >= 0; b--)
        {
            rest[b] = rest[b + 1] * (zero[b] + one[b]);
        }

        if (count >> zero.Length != 0)
        {
            return rest[0];
        }

        var (total, prefix) = (Scalar.Zero, Scalar.One);
        for (var b = 0; b < zero.Length; b++)
        {
            if (((count >> (zero.Length - 1 - b)) & 1) == 0)
            {
                prefix *= zero[b];
                continue;
            }

            total += prefix * zero[b] * rest[b + 1];
            prefix *= one[b];
        }

        return total;
    }
}
