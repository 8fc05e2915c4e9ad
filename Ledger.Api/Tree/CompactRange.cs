using System.Numerics;

namespace Ledger.Api.Tree;

/// <summary>
/// The right edge of a growing tree: hashes of the perfect subtrees that its size's binary digits name, largest first.
/// Enough to append leaves and to know the root; O(log size) memory. Not thread-safe.
/// </summary>
public sealed class CompactRange
{
    private readonly List<Digest> _peaks = [];

    /// <summary>Number of leaves appended.</summary>
    public long Size { get; private set; }

    /// <summary>Hashes of the perfect subtrees, largest first; as many as <see cref="Size"/> has one bits.</summary>
    public IReadOnlyList<Digest> Peaks => _peaks;

    /// <summary>MTH of all leaves appended; of no leaf, SHA-256 of nothing.</summary>
    public Digest Root => TreeRange.Fold(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_peaks));

    /// <summary>Takes up a tree where it was left.</summary>
    /// <param name="size">Its number of leaves.</param>
    /// <param name="peaks">Its peaks, as <see cref="Peaks"/> gives them.</param>
    /// <exception cref="ArgumentException">The number of peaks is not that of the size.</exception>
    public static CompactRange Resume(long size, ReadOnlySpan<Digest> peaks)
    {
        if (BitOperations.PopCount((ulong)size) != peaks.Length)
        {
            throw new ArgumentException($"A tree of {size} leaves has {BitOperations.PopCount((ulong)size)} peaks, not {peaks.Length}.");
        }

        var range = new CompactRange { Size = size };
        range._peaks.AddRange(peaks);
        return range;
    }

    /// <summary>Appends a leaf hash.</summary>
    /// <param name="leaf">The leaf's hash.</param>
    /// <param name="completed">Called for each inner node that the leaf completes, lowest first.</param>
    public void Append(in Digest leaf, Action<NodeAddress, Digest>? completed = null)
    {
        var hash = leaf;
        var index = Size;
        for (var level = 1; (index & 1) == 1; level++)
        {
            hash = MerkleHash.Node(_peaks[^1], hash);
            _peaks.RemoveAt(_peaks.Count - 1);
            index >>= 1;
            completed?.Invoke(new NodeAddress(level, index), hash);
        }

        _peaks.Add(hash);
        Size++;
    }
}
