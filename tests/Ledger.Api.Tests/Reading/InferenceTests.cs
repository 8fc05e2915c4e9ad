
namespace Ledger.Api.Tests.Reading;

public sealed class InferenceTests
{
    [Theory]
    [InlineData("1,2,,4", "c:Whole?", "1|2|∅|4")]
    [InlineData("1.5,2.25,-3", "c:Fixed.2", "1.50|2.25|-3.00")]
    [InlineData("01,2", "c:Text", "01|2")]
    [InlineData("-0,0", "c:Whole", "0|0")]
    [InlineData("-0.0,1", "c:Fixed.1", "0.0|1.0")]
    [InlineData("4611686018427387904,-4611686018427387904", "c:Whole", "4611686018427387904|-4611686018427387904")]
    [InlineData("true,false,true", "c:Bool", "true|false|true")]
    [InlineData("true,False", "c:Text", "true|False")]
    [InlineData("true,1", "c:Text", "true|1")]
    [InlineData("2024-02-29,1969-12-31", "c:Date", "2024-02-29|1969-12-31")]
    [InlineData("2023-02-29,2024-01-01", "c:Text", "2023-02-29|2024-01-01")]
    [InlineData("2024-06-21T18:00:00Z,2024-06-21T18:00+02:00,1969-12-31T23:59:59.5Z", "c:Timestamp", "2024-06-21T18:00:00.000Z|2024-06-21T16:00:00.000Z|1969-12-31T23:59:59.500Z")]
    [InlineData("2024-06-21T18:00:00,2024-06-21T18:00:00Z", "c:Text", "2024-06-21T18:00:00|2024-06-21T18:00:00Z")]
    [InlineData("2024-06-21T18:00:00.123400Z,2024-06-21T18:00:00Z", "c:Text", "2024-06-21T18:00:00.123400Z|2024-06-21T18:00:00Z")]
    [InlineData("2024-06-21T18:00:00.123000Z,2024-06-21T18:00:00-0130", "c:Timestamp", "2024-06-21T18:00:00.123Z|2024-06-21T19:30:00.000Z")]
    [InlineData("2024-01-01,2024-01-01T00:00Z", "c:Text", "2024-01-01|2024-01-01T00:00Z")]
    [InlineData("1,x,2.5", "c:Text", "1|x|2.5")]
    [InlineData("1.,2", "c:Text", "1.|2")]
    [InlineData(".5,2", "c:Text", ".5|2")]
    [InlineData("1e3,2", "c:Text", "1e3|2")]
    [InlineData("+1,2", "c:Text", "+1|2")]
    [InlineData("1.0123456789,2", "c:Text", "1.0123456789|2")]
    [InlineData("x,,y", "c:Text", "x||y")]
    [InlineData("-,1", "c:Text", "-|1")]
    public async Task Infer_OverAllCells_GivesTypeAndCanonicalText(string cells, string schema, string rows)
    {
        // One cell a row; a second column keeps a blank first cell from being a blank line.
        var text = "c,k\n" + string.Concat(cells.Split(',').Select(cell => $"{cell},x\n"));
        var table = (await Read.TableAsync(text)).Table;
        Assert.Equal(schema + " k:Text", Read.Schema(table));
        Assert.Equal(rows.Split('|').Select(cell => cell + "|x"), Read.Show(table).Split('\n'));
    }

    [Fact]
    public async Task Infer_NullableInteger_MasksItsNull()
    {
        var table = (await Read.TableAsync("c\n1\n2\n\n4\n")).Table;
        var committed = table.Committed();
        Assert.Equal([0, 1], committed.Select(column => column.Index));
        Assert.Equal(1, committed[1].Values.Sum());
        Assert.Equal(0, committed[0].Values[2]);
    }

    [Fact]
    public async Task Infer_Decimals_CommitsValueTimesTenToTheScale()
    {
        var values = (await Read.TableAsync("c\n1.5\n2.25\n-3\n")).Table.Columns[0].Values!;
        Assert.Equal([150L, 225L, -300L], Enumerable.Range(0, 3).Select(row => values[row]));
    }

    [Theory]
    [InlineData("c\n1\n4611686018427387905\n", 3)]
    [InlineData("c\n-4611686018427387905\n", 2)]
    [InlineData("c\n1.5\n999999999999999999999\n", 3)]
    [InlineData("c\n0.000000001\n4611686019\n", 3)]
    public async Task Infer_BeyondTwoToTheSixtyTwo_IsOutOfRange(string text, int line)
    {
        var error = await Read.ErrorAsync(text);
        Assert.Equal((422, "value_range"), (error.Status, error.Code));
        Assert.Equal((line, "c"), ((int)error.Members["line"]!, error.Members["column"]));
    }

    [Fact]
    public async Task Infer_WithOtherNullTokens_TakesThemAsNull()
    {
        var table = (await Read.TableAsync("a,b\nNA,NA\n3,x\n", null, options => options with { Nulls = ["NA"u8.ToArray()] })).Table;
        Assert.Equal("a:Whole? b:Text", Read.Schema(table));
        Assert.Equal("∅|NA\n3|x", Read.Show(table));
    }

    [Theory]
    [InlineData(1L, 1)]
    [InlineData(99L, 1)]
    [InlineData(100L, 2)]
    [InlineData(-9_999L, 2)]
    [InlineData(999_999_999L, 4)]
    [InlineData(4_611_686_018_427_387_904L, 8)]
    public async Task Pack_AnyInteger_KeepsItInFewBytes(long value, int width)
    {
        var values = (await Read.TableAsync($"c\n{value}\n0\n{-value}\n")).Table.Columns[0].Values!;
        Assert.Equal(width, values.Width);
        var read = new long[5];
        values.Read(0, read);
        Assert.Equal([value, 0, -value, 0, 0], read);
    }
}
