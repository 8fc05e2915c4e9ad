using System.Text;
using Ledger.Api.Reading;

namespace Ledger.Api.Tests.Reading;

public sealed class CsvTests
{
    [Theory]
    [InlineData("a,b\n\"x, y\",1\n\"line\nbreak\",2\n", "x, y|1\nline\nbreak|2")]
    [InlineData("a,b\r\nx,1\r\ny,2", "x|1\ny|2")]
    [InlineData("\uFEFFa,b\nx,1\n", "x|1")]
    [InlineData("a,b\n\"say \"\"hi\"\"\",1\n", "say \"hi\"|1")]
    [InlineData("a,b\n\"\",1\n\"\"\"\",2\n", "|1\n\"|2")]
    [InlineData("a,b\nx,\n,y", "x|\n|y")]
    [InlineData("a,b\nx,\"\"", "x|∅")]
    [InlineData("\"a,1\",b\n\"x\",\"y\"\r\n", "x|y")]
    [InlineData("a,b\n\"crlf\r\ninside\",é\n", "crlf\r\ninside|é")]
    public async Task Csv_WellFormed_IsReadAsTheRfcSays(string text, string rows) =>
        Assert.Equal(rows, Read.Show((await Read.TableAsync(text)).Table));

    [Theory]
    [InlineData("", "empty_file")]
    [InlineData("\uFEFF", "empty_file")]
    [InlineData("\n", "no_columns")]
    [InlineData("\r\na\n", "no_columns")]
    [InlineData("a,b", "no_rows")]
    [InlineData("a,b\r\n", "no_rows")]
    [InlineData("a,b\n\n", "no_rows")]
    [InlineData("a,a\n1,2", "duplicate_column")]
    [InlineData("a,b,\"a\"\n1,2,3", "duplicate_column")]
    [InlineData("a,\n1,2", "bad_name")]
    [InlineData("a#null\n1", "bad_name")]
    [InlineData("a\tb\n1", "bad_name")]
    [InlineData("a\0\n1", "encoding")]
    [InlineData("\"a\n1", "quote")]
    public async Task Csv_WithoutUsableColumnsOrRows_IsRefused(string text, string code) =>
        Assert.Equal(code, (await Read.ErrorAsync(text)).Code);

    [Theory]
    [InlineData("name,age,score\na,28,95.5\nb,32\nc,25,92.1,x", 3, 3, 2)]
    [InlineData("a,b\n1,2\n3,4,5\n", 3, 2, 3)]
    [InlineData("a,b\n1,2\n\n3,4\n", 3, 2, 1)]
    [InlineData("a,b\n\"1\n\n\",2\nx", 5, 2, 1)]
    [InlineData("a,b\n\"1\",\"2\",\"3\"\n", 2, 2, 3)]
    [InlineData("a,b\r\n\"1\"\r\n", 2, 2, 1)]
    public async Task Csv_RowOfAnotherWidth_NamesLineAndWidths(string text, int line, int expected, int actual)
    {
        var error = await Read.ErrorAsync(text);
        Assert.Equal(("row_width", 422), (error.Code, error.Status));
        Assert.Equal(line, error.Members["line"]);
        Assert.Equal(expected, error.Members["expected"]);
        Assert.Equal(actual, error.Members["actual"]);
    }

    [Theory]
    [InlineData("a\n\"x", 2)]
    [InlineData("a\n1\n\"x\n\ny", 3)]
    [InlineData("a\n\"x\"y\n", 2)]
    [InlineData("a\n1\n5\" pipe\n", 3)]
    [InlineData("a,b\n1,\"x\" \n", 2)]
    [InlineData("a\n1\rx\n", 2)]
    [InlineData("a\n1\r", 2)]
    public async Task Csv_QuoteOutOfPlace_NamesItsLine(string text, int line)
    {
        var error = await Read.ErrorAsync(text);
        Assert.Equal(("quote", 422), (error.Code, error.Status));
        Assert.Equal(line, error.Members["line"]);
    }

    [Theory]
    [InlineData("610a310aFF0a", 4)]
    [InlineData("EFBBBF610a310a0032", 7)]
    [InlineData("610aC3", 2)]
    [InlineData("610aE282AC0aE2820a", 6)]
    [InlineData("610aEDA0800a", 2)]
    [InlineData("FF0a310a", 0)]
    public async Task Csv_NotUtf8OrWithNul_NamesTheByte(string hex, int offset)
    {
        var error = await Read.ErrorAsync(Convert.FromHexString(hex));
        Assert.Equal(("encoding", 422), (error.Code, error.Status));
        Assert.Equal(offset, error.Members["offset"]);
    }

    [Fact]
    public async Task Csv_BlankLineInsideOneColumn_IsANullRow()
    {
        var table = (await Read.TableAsync("a\n1\n\n2\n\n")).Table;
        Assert.Equal("1\n∅\n2", Read.Show(table));
        Assert.Equal("a:Whole?", Read.Schema(table));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(4 << 20)]
    public async Task Csv_TwelveMegabytesWithQuotes_IsReadTheSameInAnyBlocks(int blockBytes)
    {
        // A block of one byte grows until it holds a row, so the small sizes only see a small file.
        var repeats = blockBytes > 64 ? 250_000 : 50;
        var text = new StringBuilder("a,b,c\n");
        for (var i = 0; i < repeats; i++)
        {
            text.Append($"\"x, {i}\",{i},plain\n\"line\nbreak \"\"{i}\"\"\",{i},\"\"\r\n");
        }

        var result = await Read.TableAsync(text.ToString(), null, options => options with { BlockBytes = blockBytes, MemoryLimit = 5 << 20 });
        Assert.True(blockBytes <= 64 || result.Bytes > 12_000_000);
        Assert.Equal(2 * repeats, result.Table.Rows);
        Assert.Equal("a:Text b:Whole c:Text", Read.Schema(result.Table));
        for (var i = 0; i < repeats; i += 7)
        {
            Assert.Equal($"x, {i}", Encoding.UTF8.GetString(result.Table.Columns[0].Text![2 * i]));
            Assert.Equal($"line\nbreak \"{i}\"", Encoding.UTF8.GetString(result.Table.Columns[0].Text![(2 * i) + 1]));
            Assert.Equal(i, result.Table.Columns[1].Values![(2 * i) + 1]);
        }
    }

    [Fact]
    public async Task Csv_FaultInALaterBlock_NamesTheFileWideLine()
    {
        var text = "a,b\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => $"\"{i}\n\",x\n")) + "1\n";
        var error = await Read.ErrorAsync(text, null, options => options with { BlockBytes = 100 });
        Assert.Equal(2002, error.Members["line"]);
    }

    [Fact]
    public async Task Csv_AboveALimit_IsRefusedWithItsCode()
    {
        static Task<Ledger.Api.Errors.LedgerError> Limited(Func<ReadOptions, ReadOptions> limit) =>
            Read.ErrorAsync("a,b,c\n1,2,3\n4,5,6\n", null, limit);
        var bytes = await Limited(options => options with { MaxBytes = 17 });
        var rows = await Limited(options => options with { MaxRows = 1 });
        var columns = await Limited(options => options with { MaxColumns = 2 });
        Assert.Equal([(413, "file_too_large"), (413, "too_many_rows"), (413, "too_many_columns")],
            new[] { bytes, rows, columns }.Select(error => (error.Status, error.Code)));
    }

    [Theory]
    [InlineData("data.parquet", null, false)]
    [InlineData("data.xlsx", "text/csv", false)]
    [InlineData("data", "application/vnd.apache.arrow.file", false)]
    [InlineData("data.CSV", null, true)]
    [InlineData(null, "text/csv; charset=utf-8", true)]
    [InlineData("data.ndjson", null, true)]
    [InlineData("data.json", null, true)]
    public void FormatOf_Name_IsAReaderOr415(string? file, string? media, bool supported)
    {
        Assert.Equal(supported, ReadOptions.FormatOf(file, media).TryGet(out _, out var error));
        Assert.True(supported || (error!.Status, error.Code) == (415, "format_not_supported"));
    }

    [Theory]
    [InlineData("blake3")]
    [InlineData("SHA2-256")]
    [InlineData("md5")]
    public void HashOf_OtherNames_AreRefused(string name)
    {
        Assert.False(ReadOptions.HashOf(name).TryGet(out _, out var error));
        Assert.Equal((422, "hash_not_supported"), (error!.Status, error.Code));
    }
}
