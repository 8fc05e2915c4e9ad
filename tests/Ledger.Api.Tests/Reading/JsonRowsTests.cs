using Ledger.Api.Reading;

namespace Ledger.Api.Tests.Reading;

public sealed class JsonRowsTests
{
    private static RowFormat Format(bool array) => array ? Read.JsonArray : Read.JsonLines;

    [Theory]
    [InlineData(false, "{\"a\":1,\"b\":\"x\"}\n{\"b\":\"y\",\"c\":true,\"a\":2}\n", "a:Whole b:Text c:Bool?", "1|x|∅\n2|y|true")]
    [InlineData(true, " [ {\"a\":1,\"b\":\"x\"} , {\"b\":\"y\",\"c\":true,\"a\":2} ] \n", "a:Whole b:Text c:Bool?", "1|x|∅\n2|y|true")]
    [InlineData(false, "{}\n{\"a\":null}\n\n{\"a\":\"\"}\r\n{\"a\":\"z\"}", "a:Text?", "∅\n∅\n\nz")]
    [InlineData(true, "[{},{\"a\":1.5},{\"a\":2.25}]", "a:Fixed.2?", "∅\n1.50\n2.25")]
    [InlineData(false, "{\"\\u0061\":\"\\u00e9\\n\\\"}{\"}\n", "a:Text", "é\n\"}{")]
    [InlineData(true, "[{\"a\":\"}],{[\"}]", "a:Text", "}],{[")]
    public async Task Json_FlatObjects_AreRows(bool array, string text, string schema, string rows)
    {
        foreach (var blockBytes in new[] { 1, 16, 1 << 20 })
        {
            var table = (await Read.TableAsync(text, Format(array), options => options with { BlockBytes = blockBytes })).Table;
            Assert.Equal(schema, Read.Schema(table));
            Assert.Equal(rows, Read.Show(table));
        }
    }

    [Theory]
    [InlineData(false, "{\"a\":1}\n{\"a\":{\"b\":1}}\n", "value", 2)]
    [InlineData(false, "{\"a\":[1]}\n", "value", 1)]
    [InlineData(false, "{\"a\":1\n", "value", 1)]
    [InlineData(false, "{\"a\":1}\n[1]\n", "value", 2)]
    [InlineData(false, "{\"a\":1} {\"a\":2}\n", "value", 1)]
    [InlineData(false, "{\"a\":1}\n\n{\"a\":1,\"a\":2}\n", "duplicate_column", 3)]
    [InlineData(false, "{\"a\":null,\"a\":null}\n", "duplicate_column", 1)]
    [InlineData(false, "{\"a\":\"\\ud800\"}\n", "encoding", 1)]
    [InlineData(true, "{\"a\":1}", "value", 1)]
    [InlineData(true, "[{\"a\":1}\n{\"a\":2}]", "value", 2)]
    [InlineData(true, "[{\"a\":1},\n]", "value", 1)]
    [InlineData(true, "[{\"a\":1}", "value", 1)]
    [InlineData(true, "[{\"a\":1}]\nx", "value", 1)]
    [InlineData(true, "[{\"a\":1},\n\n{\"a\":[2]}]", "value", 3)]
    [InlineData(true, "[1]", "value", 1)]
    public async Task Json_OtherThanFlatObjects_IsRefusedWithItsLine(bool array, string text, string code, int line)
    {
        var error = await Read.ErrorAsync(text, Format(array));
        Assert.Equal((422, code), (error.Status, error.Code));
        Assert.Equal(line, error.Members["line"]);
    }

    [Theory]
    [InlineData(false, "{\"a\":\"x\"}\n{\"a\":\"y\\u0000\"}\n", 2, 17)]
    [InlineData(false, "{\"a\":\"\\\\\\u0000\"}\n", 1, 8)]
    [InlineData(false, "{\"a\":\"x\",\"\\u0000\":1}\n", 1, 10)]
    [InlineData(true, "[{\"a\":1,\n\"b\":\"é\\u0000\"}]", 2, 16)]
    [InlineData(false, "{\"a\":\"x\0\"}\n", null, 7)]
    public async Task Json_NulHoweverWritten_IsRefusedAsInCsv(bool array, string text, int? line, int offset)
    {
        foreach (var blockBytes in new[] { 1, 1 << 20 })
        {
            var error = await Read.ErrorAsync(text, Format(array), options => options with { BlockBytes = blockBytes });
            Assert.Equal((422, "encoding", (object)offset), (error.Status, error.Code, error.Members["offset"]));
            Assert.Equal(line, (int?)error.Members.GetValueOrDefault("line"));
        }
    }

    [Fact]
    public async Task Json_BackslashBeforeU0000_IsText() =>
        Assert.Equal("\\u0000", Read.Show((await Read.TableAsync("{\"a\":\"\\\\u0000\"}\n", Read.JsonLines)).Table));

    [Theory]
    [InlineData(false, "", "empty_file")]
    [InlineData(true, "  ", "empty_file")]
    [InlineData(true, "[]", "no_rows")]
    [InlineData(false, "\n\n", "no_rows")]
    [InlineData(false, "{}\n", "no_columns")]
    [InlineData(false, "{\"a#null\":1}\n", "bad_name")]
    public async Task Json_WithoutUsableColumnsOrRows_IsRefused(bool array, string text, string code) =>
        Assert.Equal(code, (await Read.ErrorAsync(text, Format(array))).Code);
}
