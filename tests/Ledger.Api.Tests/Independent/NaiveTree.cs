using System.Security.Cryptography;

namespace Ledger.Api.Tests.Independent;

/// <summary>RFC 6962 §2.1 and the checks of RFC 9162 §2.1.3.2 and §2.1.4.2, as the texts say them; shares no code with the service.</summary>
internal static class NaiveTree
{
    public static byte[] Leaf(ReadOnlySpan<byte> entry) => SHA256.HashData([0, .. entry]);

    /// <summary>MTH of leaf hashes [begin, end); perfect subtrees are kept for further calls.</summary>
    public static byte[] Root(IReadOnlyList<byte[]> leaves, int begin, int end, Dictionary<(int, int), byte[]> known)
    {
        if (end - begin <= 1)
        {
            return end == begin ? SHA256.HashData([]) : leaves[begin];
        }

        if (known.TryGetValue((begin, end), out var hash))
        {
            return hash;
        }

        var k = 1;
        while (2 * k < end - begin)
        {
            k *= 2;
        }

        hash = Node(Root(leaves, begin, begin + k, known), Root(leaves, begin + k, end, known));
        if (2 * k == end - begin)
        {
            known[(begin, end)] = hash;
        }

        return hash;
    }

    public static bool VerifyConsistency(long first, byte[] firstRoot, long second, byte[] secondRoot, IReadOnlyList<byte[]> path)
    {
        if (first == second)
        {
            return path.Count == 0 && firstRoot.AsSpan().SequenceEqual(secondRoot);
        }

        List<byte[]> hashes = [.. path];
        if ((first & (first - 1)) == 0)
        {
            hashes.Insert(0, firstRoot);
        }

        if (first < 1 || first > second || hashes.Count == 0)
        {
            return false;
        }

        var (fn, sn) = (first - 1, second - 1);
        while ((fn & 1) == 1)
        {
            (fn, sn) = (fn >> 1, sn >> 1);
        }

        var (fr, sr) = (hashes[0], hashes[0]);
        foreach (var c in hashes.Skip(1))
        {
            if (sn == 0)
            {
                return false;
            }

            if ((fn & 1) == 1 || fn == sn)
            {
                (fr, sr) = (Node(c, fr), Node(c, sr));
                while ((fn & 1) == 0 && fn != 0)
                {
                    (fn, sn) = (fn >> 1, sn >> 1);
                }
            }
            else
            {
                sr = Node(sr, c);
            }

            (fn, sn) = (fn >> 1, sn >> 1);
        }

        return sn == 0 && fr.AsSpan().SequenceEqual(firstRoot) && sr.AsSpan().SequenceEqual(secondRoot);
    }

    public static bool VerifyInclusion(byte[] leaf, long index, long size, byte[] root, IReadOnlyList<byte[]> path)
    {
        var (fn, sn, r) = (index, size - 1, leaf);
        foreach (var p in path)
        {
            if (sn == 0)
            {
                return false;
            }

            if ((fn & 1) == 1 || fn == sn)
            {
                r = Node(p, r);
                while ((fn & 1) == 0 && fn != 0)
                {
                    (fn, sn) = (fn >> 1, sn >> 1);
                }
            }
            else
            {
                r = Node(r, p);
            }

            (fn, sn) = (fn >> 1, sn >> 1);
        }

        return index < size && sn == 0 && r.AsSpan().SequenceEqual(root);
    }

    private static byte[] Node(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);
}
