using Ledger.Api.Tree;

namespace Ledger.Api.Tests.Tree;

/// <summary>Case 4: whatever is altered in a proof, it is refused.</summary>
public sealed class ProofRefusalTests
{
    private const int Sizes = 70;

    private static readonly MerkleTree[] Trees =
    [
        .. Enumerable.Range(0, Sizes + 1).Select(size =>
            MerkleTree.Over(Enumerable.Range(0, size).Select(leaf => BitConverter.GetBytes(leaf)))),
    ];

    private static Digest Leaf(int index) => MerkleHash.Leaf(BitConverter.GetBytes(index));

    [Fact]
    public void Inclusion_OfEveryLeafOfEverySize_VerifiesThereOnly()
    {
        for (var size = 1; size <= Sizes; size++)
        {
            for (var index = 0; index < size; index++)
            {
                var path = Trees[size].Inclusion(index);
                Assert.True(InclusionProof.Verify(Leaf(index), index, size, path, Trees[size].Root));
                Assert.False(InclusionProof.Verify(Leaf(index), index + 1, size, path, Trees[size].Root));
                Assert.False(InclusionProof.Verify(Leaf(index), index - 1, size, path, Trees[size].Root));
                Assert.False(InclusionProof.Verify(Leaf(index + 1), index, size, path, Trees[size].Root));
            }
        }
    }

    [Fact]
    public void Consistency_OfEveryPairOfSizes_VerifiesForItOnly()
    {
        for (var second = 1; second <= Sizes; second++)
        {
            for (var first = 1; first <= second; first++)
            {
                var path = Trees[second].Consistency(first);
                var (old, now) = (Trees[first].Root, Trees[second].Root);
                Assert.True(ConsistencyProof.Verify(first, old, second, now, path));
                Assert.Equal(first == second, ConsistencyProof.Verify(first, now, second, now, path));
                Assert.Equal(first == second, ConsistencyProof.Verify(first, old, second, old, path));
            }
        }
    }

    [Fact]
    public void Inclusion_WithOneBitFlipped_IsRefused()
    {
        var tree = MerkleTree.Over(MerkleTreeTests.Leaves);
        var leaf = MerkleHash.Leaf(MerkleTreeTests.Leaves[5]);
        var path = tree.Inclusion(5);
        Assert.All(Flips(path), flipped => Assert.False(InclusionProof.Verify(leaf, 5, 8, flipped, tree.Root)));
        Assert.All(Flips([tree.Root]), root => Assert.False(InclusionProof.Verify(leaf, 5, 8, path, root[0])));
        Assert.All(Flips([leaf]), other => Assert.False(InclusionProof.Verify(other[0], 5, 8, path, tree.Root)));
        Assert.All(Bits(5), index => Assert.False(InclusionProof.Verify(leaf, index, 8, path, tree.Root)));
    }

    [Fact]
    public void Inclusion_WithAnyOtherSize_ThatChangesThePath_IsRefused()
    {
        var path = Trees[8].Inclusion(5);
        foreach (var size in Bits(8).Where(size => size < 5 || TreeRange.Inclusion(5, size).Count != path.Length))
        {
            Assert.False(InclusionProof.Verify(Leaf(5), 5, size, path, Trees[8].Root));
        }
    }

    [Fact]
    public void Consistency_WithOneBitFlipped_IsRefused()
    {
        var (old, now) = (Trees[6].Root, Trees[8].Root);
        var path = Trees[8].Consistency(6);
        Assert.All(Flips(path), flipped => Assert.False(ConsistencyProof.Verify(6, old, 8, now, flipped)));
        Assert.All(Flips([old]), root => Assert.False(ConsistencyProof.Verify(6, root[0], 8, now, path)));
        Assert.All(Flips([now]), root => Assert.False(ConsistencyProof.Verify(6, old, 8, root[0], path)));
        Assert.All(Bits(6), first => Assert.False(ConsistencyProof.Verify(first, old, 8, now, path)));
        Assert.All(Bits(8), second => Assert.False(ConsistencyProof.Verify(6, old, second, now, path)));
    }

    [Fact]
    public void Proof_OneHashLongerOrShorter_IsRefused()
    {
        for (var size = 2; size <= Sizes; size++)
        {
            var path = Trees[size].Inclusion(size / 2);
            Assert.All(Lengths(path), other =>
                Assert.False(InclusionProof.Verify(Leaf(size / 2), size / 2, size, other, Trees[size].Root)));
            var (first, old) = ((size / 2) + 1, Trees[(size / 2) + 1].Root);
            var chain = Trees[size].Consistency(first);
            Assert.All(Lengths(chain), other =>
                Assert.False(ConsistencyProof.Verify(first, old, size, Trees[size].Root, other)));
        }
    }

    [Fact]
    public void Consistency_BetweenEqualSizes_RefusesAHash() =>
        Assert.False(ConsistencyProof.Verify(5, Trees[5].Root, 5, Trees[5].Root, [Trees[5].Root]));

    private static IEnumerable<Digest[]> Lengths(Digest[] path)
    {
        yield return [.. path, MerkleHash.Empty];
        yield return [MerkleHash.Empty, .. path];
        if (path.Length > 0)
        {
            yield return path[..^1];
            yield return path[1..];
        }
    }

    private static IEnumerable<long> Bits(long value) =>
        Enumerable.Range(0, 64).Select(bit => value ^ (1L << bit)).Where(other => other >= 0);

    private static IEnumerable<Digest[]> Flips(Digest[] digests)
    {
        for (var bit = 0; bit < digests.Length * 256; bit++)
        {
            var bytes = digests[bit / 256].ToArray();
            bytes[bit % 256 / 8] ^= (byte)(1 << (bit % 8));
            yield return [.. digests[..(bit / 256)], Digest.Read(bytes), .. digests[((bit / 256) + 1)..]];
        }
    }
}
