namespace Ledger.Api.Proofs.Group;

/// <summary>
/// Which points fall into which bucket of which window of a multi-scalar sum. Buckets stand in order of falling size: neighbours
/// are nearly equal, so that lanes which take one bucket each end together.
/// </summary>
internal sealed class BucketPlan
{
    /// <summary>Sorts the points.</summary>
    /// <param name="digits">Signed digits, window by window.</param>
    /// <param name="points">Points, and digits per window.</param>
    /// <param name="buckets">Buckets per window, the largest absolute digit.</param>
    public BucketPlan(ReadOnlySpan<short> digits, int points, int buckets)
    {
        var sizes = new int[digits.Length / points * buckets];
        for (var i = 0; i < digits.Length; i++)
        {
            if (digits[i] != 0)
            {
                sizes[Bucket(i / points, digits[i], buckets)]++;
            }
        }

        var order = Enumerable.Range(0, sizes.Length).ToArray();
        Array.Sort(Array.ConvertAll(sizes, size => -size), order);
        Starts = new int[order.Length + 1];
        Places = new int[order.Length];
        for (var place = 0; place < order.Length; place++)
        {
            Places[order[place]] = place;
            Starts[place + 1] = Starts[place] + sizes[order[place]];
        }

        Entries = new int[Starts[^1]];
        var next = Starts.AsSpan(0, order.Length).ToArray();
        for (var i = 0; i < digits.Length; i++)
        {
            if (digits[i] != 0)
            {
                var point = (i % points) + 1;
                Entries[next[Places[Bucket(i / points, digits[i], buckets)]]++] = digits[i] > 0 ? point : -point;
            }
        }
    }

    /// <summary>First entry of the bucket at each place, and the end of the last.</summary>
    public int[] Starts { get; }

    /// <summary>Number of a point counted from 1, negative where it is subtracted; bucket by bucket.</summary>
    public int[] Entries { get; }

    /// <summary>Place of the bucket of digit ±j in window w, at index w·buckets + j − 1.</summary>
    public int[] Places { get; }

    private static int Bucket(int window, int digit, int buckets) => (window * buckets) + Math.Abs(digit) - 1;
}
