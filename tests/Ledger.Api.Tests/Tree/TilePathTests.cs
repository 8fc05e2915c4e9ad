using Ledger.Api.Tree;

namespace Ledger.Api.Tests.Tree;

public sealed class TilePathTests
{
    [Theory]
    [InlineData(0, 273, 112)]
    [InlineData(1, 1, 17)]
    [InlineData(2, 0, 1)]
    [InlineData(3, 0, 0)]
    public void Count_OfSeventyThousandEntries_IsAsInTheNote(int level, long full, int partial) =>
        Assert.Equal((full, partial), TilePath.Count(level, 70_000));

    [Theory]
    [InlineData("0/000", 0, 0, 256)]
    [InlineData("0/x001/x234/067", 0, 1234067, 256)]
    [InlineData("1/255.p/17", 1, 255, 17)]
    [InlineData("entries/x001/067.p/112", -1, 1067, 112)]
    public void Parse_OfPath_ReadsItAndWritesItBack(string path, int level, long index, int width)
    {
        Assert.True(TilePath.TryParse(path, out var tile));
        Assert.Equal(new TilePath(level, index, width), tile);
        Assert.Equal("tile/" + path, tile.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("00/000")]
    [InlineData("6/000")]
    [InlineData("-1/000")]
    [InlineData("0/0")]
    [InlineData("0/0000")]
    [InlineData("0/x000/001")]
    [InlineData("0/001/002")]
    [InlineData("0/x001")]
    [InlineData("0/000.p/0")]
    [InlineData("0/000.p/256")]
    [InlineData("0/000.p/01")]
    [InlineData("0/000.p")]
    [InlineData("entries/000.p/+1")]
    [InlineData("0/x001/x001/x001/x001/x001/001")]
    public void Parse_OfOtherSpelling_Refuses(string path) => Assert.False(TilePath.TryParse(path, out _));

    [Theory]
    [InlineData(0, 273, 112, true)]
    [InlineData(0, 273, 111, true)]
    [InlineData(0, 273, 113, false)]
    [InlineData(0, 273, 256, false)]
    [InlineData(1, 0, 256, true)]
    [InlineData(2, 0, 1, true)]
    [InlineData(2, 0, 2, false)]
    [InlineData(-1, 272, 256, true)]
    [InlineData(-1, 274, 1, false)]
    public void ExistsIn_SeventyThousandEntries_IsAsCounted(int level, long index, int width, bool exists) =>
        Assert.Equal(exists, new TilePath(level, index, width).ExistsIn(70_000));
}
