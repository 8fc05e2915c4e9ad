using Ledger.Api.Reading;
using Ledger.Api.Tables;

namespace Ledger.Api.Tests.Reading;

public sealed class ManifestColumnsTests
{
    private static Func<ReadOptions, ReadOptions> Declare(params ColumnSpec[] columns) => options => options with { Columns = columns };

    private static ColumnSpec Column(string name, ColumnType type, int scale = 0, bool nullable = false) =>
        new(name, type, scale, nullable, type != ColumnType.Text);

    [Fact]
    public async Task Declared_InAnyOrder_TypesTheFilesColumns()
    {
        var table = (await Read.TableAsync("zip,price\n01234,1.50\n99999,2\n", null, Declare(
            Column("price", ColumnType.Fixed, 3), Column("zip", ColumnType.Text)))).Table;
        Assert.Equal("zip:Text price:Fixed.3", Read.Schema(table));
        Assert.Equal("01234|1.500\n99999|2.000", Read.Show(table));
    }

    [Theory]
    [InlineData(ColumnType.Whole, 0, "1.5")]
    [InlineData(ColumnType.Whole, 0, "01")]
    [InlineData(ColumnType.Whole, 0, "abc")]
    [InlineData(ColumnType.Fixed, 2, "1.255")]
    [InlineData(ColumnType.Bool, 0, "1")]
    [InlineData(ColumnType.Date, 0, "2024-13-01")]
    [InlineData(ColumnType.Timestamp, 0, "2024-01-01T00:00:00.0001Z")]
    [InlineData(ColumnType.Timestamp, 0, "2024-01-01T25:00Z")]
    public async Task Declared_CellOfAnotherForm_NamesLineColumnAndText(ColumnType type, int scale, string cell)
    {
        var error = await Read.ErrorAsync($"c,k\n,x\n{cell},y\n", null, Declare(Column("c", type, scale, true), Column("k", ColumnType.Text)));
        Assert.Equal((422, "value"), (error.Status, error.Code));
        Assert.Equal((3, "c", cell), ((int)error.Members["line"]!, error.Members["column"], error.Members["text"]));
        Assert.DoesNotContain(cell, error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Declared_ExtraZerosOfADecimal_LoseNothing() =>
        Assert.Equal("1.25", Read.Show((await Read.TableAsync("c\n1.2500\n", null, Declare(Column("c", ColumnType.Fixed, 2)))).Table));

    [Theory]
    [InlineData("n", 128)]
    [InlineData("é", 128)]
    [InlineData("😀", 128)]
    public async Task Name_CountedInCharacters_HasAtMost128(string character, int most)
    {
        var (name, longer) = (string.Concat(Enumerable.Repeat(character, most)), string.Concat(Enumerable.Repeat(character, most + 1)));
        Assert.Equal(name, (await Read.TableAsync($"{name}\n1\n")).Table.Columns[0].Spec.Name);
        Assert.Equal("bad_name", (await Read.ErrorAsync($"{longer}\n1\n")).Code);
        Assert.Equal("bad_name", (await Read.ErrorAsync($"{{\"{longer}\":1}}\n", Read.JsonLines)).Code);
    }

    [Fact]
    public async Task Declared_LongCellOfPairs_IsCutBetweenCharacters()
    {
        var cell = "x" + string.Concat(Enumerable.Repeat("😀", 60));
        var error = await Read.ErrorAsync($"c\n{cell}\n", null, Declare(Column("c", ColumnType.Whole)));
        Assert.Equal("x" + string.Concat(Enumerable.Repeat("😀", 39)), error.Members["text"]);
    }

    [Fact]
    public async Task Declared_LongCell_IsShownCut()
    {
        var error = await Read.ErrorAsync($"c\n{new string('x', 100)}\n", null, Declare(Column("c", ColumnType.Whole)));
        Assert.Equal(new string('x', 40), error.Members["text"]);
    }

    [Fact]
    public async Task Declared_NotNullableWithNull_IsRefused()
    {
        var error = await Read.ErrorAsync("c,k\n1,x\n,y\n", null, Declare(Column("c", ColumnType.Whole), Column("k", ColumnType.Text)));
        Assert.Equal(("value", 3), (error.Code, (int)error.Members["line"]!));
    }

    [Fact]
    public async Task Declared_OtherColumnsThanTheFile_IsABadRequest()
    {
        var less = await Read.ErrorAsync("a,b\n1,2\n", null, Declare(Column("a", ColumnType.Whole)));
        var more = await Read.ErrorAsync("a\n1\n", null, Declare(Column("a", ColumnType.Whole), Column("b", ColumnType.Whole)));
        Assert.Equal([(400, "bad_request"), (400, "bad_request")], new[] { less, more }.Select(error => (error.Status, error.Code)));
    }

    [Fact]
    public async Task Declared_TwoFaultsInDifferentBlocks_NamesTheFirst()
    {
        var rows = string.Concat(Enumerable.Range(0, 2000).Select(i => i % 500 == 499 ? "x\n" : $"{i}\n"));
        var error = await Read.ErrorAsync("c\n" + rows, null, options => Declare(Column("c", ColumnType.Whole))(options) with { BlockBytes = 128 });
        Assert.Equal(501, error.Members["line"]);
    }
}
