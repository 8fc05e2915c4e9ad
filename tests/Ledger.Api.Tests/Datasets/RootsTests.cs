using System.Text;
using Ledger.Api.Datasets;
using Ledger.Api.Tests.Reading;
using Ledger.Api.Tree;

namespace Ledger.Api.Tests.Datasets;

/// <summary>Case 11 of the contract: K = 32×01, three rows, name demo.</summary>
public sealed class RootsTests
{
    private static readonly byte[] Key = [.. Enumerable.Repeat((byte)1, 32)];

    [Fact]
    public async Task Roots_OfTheVector_AreAsPublished()
    {
        var read = await Read.TableAsync("id,value\n1,100\n2,200\n3,300\n");
        Assert.Equal("23cc6eda6e0eb9b955cdbbda7a6a0571e971e61ed747662062ea33d876a956fa", read.FileHash.ToString());
        Assert.Equal("4fabef532246e6c241238d6cf320204aaedebbaae3c23b7132de763ac47ed14d", DatasetRoot.FileCommitment(Key, read.FileHash).ToString());
        var rowRoot = new MerkleTree(RowLeaves.ChunkRoots(read.Table, Key, TestContext.Current.CancellationToken)).Root;
        Assert.Equal("59ea8489922c187fed88a9c496943ecd909786206f0b7cd9b460ddc73a6fb0ca", rowRoot.ToString());
        var header = DatasetHeader.Of("demo", 3, [.. read.Table.Columns.Select(column => column.Spec)]);
        (int, int, Digest)[] columns =
        [
            (0, 1, DatasetRoot.ColumnTree(Convert.FromHexString("186235a118f8671dd3eb2d1866466c6ec9f73406206c02200f971cc349785671")).Root),
            (1, 1, DatasetRoot.ColumnTree(Convert.FromHexString("40bfb3b424605c6cfe22e41622f9e391dc6d7c7a327b83b90f2b130c9ed24b50")).Root),
        ];
        Assert.Equal("d02ae77687216ff27c2eadb05f4424b93309215387300ba0571f51414a065045", DatasetRoot.Tree(header.ToBytes(), rowRoot, columns).Root.ToString());
    }

    [Fact]
    public async Task Header_OfNullableColumn_ListsItsMaskLast()
    {
        var table = (await Read.TableAsync("a,b,c\n1,x,\n,y,2.5\n")).Table;
        var header = DatasetHeader.Of("d", table.Rows, [.. table.Columns.Select(column => column.Spec)]);
        Assert.Equal(
            """
            {"chunk":1024,"columns":[{"committed":true,"index":0,"mask":3,"name":"a","nullable":true,"scale":0,"type":"int64"},{"committed":false,"index":1,"mask":null,"name":"b","nullable":false,"scale":0,"type":"string"},{"committed":true,"index":2,"mask":4,"name":"c","nullable":true,"scale":1,"type":"decimal"},{"committed":true,"index":3,"mask":null,"name":"a#null","nullable":false,"scale":0,"type":"bool"},{"committed":true,"index":4,"mask":null,"name":"c#null","nullable":false,"scale":0,"type":"bool"}],"dataset":"d","rows":"2","v":1}
            """,
            Encoding.UTF8.GetString(header.ToBytes()));
        Assert.Equal([0, 2, 3, 4], table.Committed().Select(column => column.Index));
    }

    [Fact]
    public async Task Roots_OfFilesOneByteApart_Differ()
    {
        var left = await Read.TableAsync("a,b\n1,x\n2,y\n");
        var right = await Read.TableAsync("a,b\n1,x\n3,y\n");
        Assert.NotEqual(left.FileHash, right.FileHash);
        Assert.NotEqual(DatasetRoot.FileCommitment(Key, left.FileHash), DatasetRoot.FileCommitment(Key, right.FileHash));
        Assert.NotEqual(RowLeaves.ChunkRoots(left.Table, Key, TestContext.Current.CancellationToken), RowLeaves.ChunkRoots(right.Table, Key, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task RowLeaves_OfMixedRows_AreTheSameInLanesAndOneByOne()
    {
        var text = "n,t,d\n" + string.Concat(Enumerable.Range(0, 3000).Select(i =>
            $"{(i % 7 == 0 ? "" : i - 1500)},{new string('x', i % 90)},{i}.{i % 10}\n"));
        var table = (await Read.TableAsync(text)).Table;
        var leaves = Enumerable.Range(0, table.Rows)
            .Select(row => RowLeaves.Hash(RowLeaves.Salt(Key, row), RowLeaves.Content(table, row))).ToArray();
        Assert.Equal(new MerkleTree(leaves).Root, new MerkleTree(RowLeaves.ChunkRoots(table, Key, TestContext.Current.CancellationToken)).Root);
        Assert.Equal(leaves[2048..], RowLeaves.Chunk(table, Key, 2));
    }
}
