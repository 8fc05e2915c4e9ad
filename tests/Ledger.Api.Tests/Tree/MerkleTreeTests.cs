using Ledger.Api.Tree;

namespace Ledger.Api.Tests.Tree;

/// <summary>Vectors of certificate-transparency's reference tree, cases 1–3 of the contract.</summary>
public sealed class MerkleTreeTests
{
    internal static readonly byte[][] Leaves =
    [
        [], .. new[] { "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f" }
            .Select(Convert.FromHexString),
    ];

    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void Root_OfVector_IsAsPublished(int size, string root)
    {
        Assert.Equal(root, MerkleTree.Over(Leaves[..size]).Root.ToString());
        var range = new CompactRange();
        foreach (var leaf in Leaves[..size])
        {
            range.Append(MerkleHash.Leaf(leaf));
        }

        Assert.Equal(root, range.Root.ToString());
    }

    [Fact]
    public void Inclusion_OfLeafFiveInEight_IsAsPublished() => Assert.Equal(
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
        MerkleTree.Over(Leaves).Inclusion(5).Select(hash => hash.ToString()));

    [Fact]
    public void Inclusion_InTreeOfOne_IsEmpty() => Assert.Empty(MerkleTree.Over(Leaves[..1]).Inclusion(0));

    [Fact]
    public void Inclusion_OutsideTheTree_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.Over(Leaves).Inclusion(8));

    [Theory]
    [InlineData(6, 8, "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0 d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(1, 1, "")]
    [InlineData(2, 5, "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b")]
    public void Consistency_OfVector_IsAsPublished(int first, int second, string hashes) =>
        Assert.Equal(hashes, string.Join(' ', MerkleTree.Over(Leaves[..second]).Consistency(first)));

    [Theory]
    [InlineData(5, 2)]
    [InlineData(0, 2)]
    public void Consistency_WithSizesExchangedOrNone_Throws(long first, long second) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TreeRange.Consistency(first, second));

    [Fact]
    public void Append_CompletesNodes_ThatFormEveryTree()
    {
        var nodes = new Dictionary<NodeAddress, Digest>();
        var range = new CompactRange();
        for (var i = 0; i < 300; i++)
        {
            var leaf = MerkleHash.Leaf(BitConverter.GetBytes(i));
            nodes[new NodeAddress(0, i)] = leaf;
            range.Append(leaf, (address, hash) => nodes[address] = hash);
            Assert.Equal(TreeRange.Fold([.. new TreeRange(0, i + 1).Nodes().Select(node => nodes[node])]), range.Root);
            Assert.Equal(CompactRange.Resume(range.Size, [.. range.Peaks]).Root, range.Root);
        }
    }
}
