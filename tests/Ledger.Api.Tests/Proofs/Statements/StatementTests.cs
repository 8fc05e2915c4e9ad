using System.Text;
using Ledger.Api.Proofs.Statements;

namespace Ledger.Api.Tests.Proofs.Statements;

public class StatementTests
{
    private static readonly DatasetShape Shape =
        new(2500, [new CommittedColumn(0, "age"), new CommittedColumn(3, "a\"b\\ü"), new CommittedColumn(4, "age#null")]);

    [Theory]
    [InlineData("""{"claims":[["age","123"],["a\"b\\ü","-5"]],"type":"sum","v":1}""")]
    [InlineData("""{"row":"5","type":"row","v":1,"values":[["age","31"]]}""")]
    [InlineData("""{"rows":"2500","type":"open","v":1}""")]
    [InlineData("""{"rows":"2500","type":"pad","v":1}""")]
    [InlineData("""{"bits":40,"hi":"100","lo":"-7","terms":[["age",1],["age#null",-3]],"type":"bound","v":1}""")]
    [InlineData("""{"terms":[["age",1]],"type":"moment","v":1,"value":"333833500"}""")]
    [InlineData("""{"column":"age#null","type":"member","v":1,"values":["0","1"]}""")]
    [InlineData("""{"column":"age","type":"magnitude","v":1,"width":32}""")]
    [InlineData("""{"column":"age","hi":"120","lo":"-3","type":"rangeAll","v":1}""")]
    public void Parse_CanonicalText_RoundTripsByteForByte(string json)
    {
        Assert.True(Statement.TryParse(Encoding.UTF8.GetBytes(json), out var statement, out var problem), problem);
        Assert.Equal(json, Encoding.UTF8.GetString(statement.ToCanonicalJson()));
        Assert.Null(statement.Check([Shape]));
    }

    [Fact]
    public void Parse_Derive_RoundTripsAndChecksEverySubject()
    {
        var json = $$"""{"columns":["age"],"map":"{{new string('a', 64)}}","sources":1,"type":"derive","v":1}""";
        Assert.True(Statement.TryParse(Encoding.UTF8.GetBytes(json), out var statement, out _));
        Assert.Equal(json, Encoding.UTF8.GetString(statement.ToCanonicalJson()));
        Assert.Null(statement.Check([Shape, Shape]));
        Assert.NotNull(statement.Check([Shape]));
        Assert.NotNull(statement.Check([Shape, new DatasetShape(3, [new CommittedColumn(0, "other")])]));
    }

    [Fact]
    public void Parse_FreeOrderAndSpace_GivesCanonicalBytes()
    {
        var json = """ { "v": 1, "type": "sum", "claims": [ [ "a\u0067e", "0" ] ] } """;
        Assert.True(Statement.TryParse(Encoding.UTF8.GetBytes(json), out var statement, out _));
        Assert.Equal("""{"claims":[["age","0"]],"type":"sum","v":1}""", Encoding.UTF8.GetString(statement.ToCanonicalJson()));
    }

    [Theory]
    [InlineData("""[]""")]
    [InlineData("""{}""")]
    [InlineData("""not json""")]
    [InlineData("""{"claims":[["age","1"]],"type":"sum"}""")]
    [InlineData("""{"claims":[["age","1"]],"type":"sum","v":2}""")]
    [InlineData("""{"claims":[["age","1"]],"type":"sum","v":1.0}""")]
    [InlineData("""{"claims":[["age","1"]],"type":"sum","v":"1"}""")]
    [InlineData("""{"claims":[["age","1"]],"type":"sum","v":1,"note":"x"}""")]
    [InlineData("""{"claims":[["age","1"]],"type":"sum","type":"sum","v":1}""")]
    [InlineData("""{"claims":[["age","1"]],"type":"median","v":1}""")]
    [InlineData("""{"claims":[],"type":"sum","v":1}""")]
    [InlineData("""{"claims":[["age","01"]],"type":"sum","v":1}""")]
    [InlineData("""{"claims":[["age","-0"]],"type":"sum","v":1}""")]
    [InlineData("""{"claims":[["age","+1"]],"type":"sum","v":1}""")]
    [InlineData("""{"claims":[["age","1e3"]],"type":"sum","v":1}""")]
    [InlineData("""{"claims":[["age",1]],"type":"sum","v":1}""")]
    [InlineData("""{"claims":[["age","1","2"]],"type":"sum","v":1}""")]
    [InlineData("""{"claims":[["\ud800","1"]],"type":"sum","v":1}""")]
    [InlineData("""{"row":5,"type":"row","v":1,"values":[["age","31"]]}""")]
    [InlineData("""{"terms":[["age","1"]],"type":"moment","v":1,"value":"1"}""")]
    [InlineData("""{"terms":[["age",2147483648]],"type":"moment","v":1,"value":"1"}""")]
    [InlineData("""{"terms":[["age",-2147483648]],"type":"moment","v":1,"value":"1"}""")]
    public void Parse_AnythingElse_IsRefused(string json)
    {
        Assert.False(Statement.TryParse(Encoding.UTF8.GetBytes(json), out _, out var problem));
        Assert.NotEmpty(problem);
    }

    [Theory]
    [InlineData("""{"claims":[["weight","123"]],"type":"sum","v":1}""")]
    [InlineData("""{"claims":[["age","7237005577332262213973186563042994240857116359379907606001950938285454250989"]],"type":"sum","v":1}""")]
    [InlineData("""{"row":"2500","type":"row","v":1,"values":[["age","31"]]}""")]
    [InlineData("""{"row":"-1","type":"row","v":1,"values":[["age","31"]]}""")]
    [InlineData("""{"row":"1","type":"row","v":1,"values":[["age","4611686018427387905"]]}""")]
    [InlineData("""{"rows":"2499","type":"open","v":1}""")]
    [InlineData("""{"bits":3,"hi":"8","lo":"0","terms":[["age",1]],"type":"bound","v":1}""")]
    [InlineData("""{"bits":3,"hi":"0","lo":"1","terms":[["age",1]],"type":"bound","v":1}""")]
    [InlineData("""{"bits":121,"hi":"8","lo":"0","terms":[["age",1]],"type":"bound","v":1}""")]
    [InlineData("""{"bits":0,"hi":"0","lo":"0","terms":[["age",1]],"type":"bound","v":1}""")]
    [InlineData("""{"terms":[["age",1]],"type":"moment","v":1,"value":"-1"}""")]
    [InlineData("""{"column":"age","type":"member","v":1,"values":["1","1"]}""")]
    [InlineData("""{"column":"age","type":"magnitude","v":1,"width":63}""")]
    [InlineData("""{"column":"age","hi":"65536","lo":"0","type":"rangeAll","v":1}""")]
    public void Check_OutsideHeaderOrRange_SaysWhat(string json)
    {
        Assert.True(Statement.TryParse(Encoding.UTF8.GetBytes(json), out var statement, out _));
        Assert.NotNull(statement.Check([Shape]));
    }

    [Fact]
    public void Check_PadOfFullLastChunk_IsRefused() =>
        Assert.NotNull(new PadStatement(2048).Check([new DatasetShape(2048, [new CommittedColumn(0, "a")])]));
}
