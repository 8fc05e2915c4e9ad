using Ledger.Api.Tests.Fakes;

namespace Ledger.Api.Tests.Proofs;

/// <summary>Statements about every row, from a file to a bundle that anybody checks.</summary>
public sealed class EveryRowOverHttpTests(LedgerWorld world) : IClassFixture<LedgerWorld>
{
    public static TheoryData<string, string, int> Statements => new()
    {
        // A million rows have five more blocks than one chunk: 1,096 bytes of member and 4,008 of magnitude there.
        { """{"column":"flag","type":"member","v":1,"values":["0","1"]}""", """{"column":"flag","type":"member","v":1,"values":["0","2"]}""", 8 + (32 * 6) + 800 },
        { """{"column":"n","type":"magnitude","v":1,"width":10}""", """{"column":"n","type":"magnitude","v":1,"width":9}""", 3912 },
        { """{"column":"n","hi":"1000","lo":"1","type":"rangeAll","v":1}""", """{"column":"n","hi":"999","lo":"1","type":"rangeAll","v":1}""", 8 + (2 * 800) + (32 * (1 + 1 + 4 + 0 + 3)) },
    };

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task Statement_AboutEveryRow_IsProvenVerifiedAndRefusedWhenFalse(string statement, string untrue, int bytes)
    {
        var client = world.Host.As();
        var name = "flags-" + Guid.NewGuid().ToString("N");
        await client.NotarizeAsync("p", name, "n,flag\n" + string.Concat(Enumerable.Range(1, 1000).Select(i => $"{i},{(i % 2 == 0 ? "true" : "false")}\n"))).OkAsync();
        await client.NotarizeAsync("p", name + "-few", "n,flag\n1,true\n2,false\n").OkAsync();
        object Request(string dataset, string text) => new { dataset, statement = System.Text.Json.JsonDocument.Parse(text).RootElement };

        var bundle = await client.PostJsonAsync("/api/ledgers/p/proofs", Request(name, statement)).OkAsync();
        Assert.Equal(bytes, Convert.FromBase64String((string)bundle["proof"]!).Length);
        var anyone = world.Host.As("");
        var verdict = await anyone.PostJsonAsync("/api/verify", bundle).OkAsync();
        Assert.True((bool)verdict["valid"]!, verdict.ToJsonString());
        var tampered = Convert.FromBase64String((string)bundle["proof"]!);
        tampered[^1] ^= 1;
        bundle["proof"] = Convert.ToBase64String(tampered);
        Assert.Equal("proof", (string?)(await anyone.PostJsonAsync("/api/verify", bundle).OkAsync())["checks"]!.AsArray()[^1]!["name"]);

        Assert.Equal((422, "false_statement"), await client.PostJsonAsync("/api/ledgers/p/proofs", Request(name, untrue)).CodeAsync());
        Assert.Equal((422, "statement"), await client.PostJsonAsync("/api/ledgers/p/proofs", Request(name, statement.Replace("\"n\"", "\"m\"", StringComparison.Ordinal).Replace("\"flag\"", "\"m\"", StringComparison.Ordinal))).CodeAsync());

        // Of two rows, one of two values or a narrow range would show each; a size shows neither.
        var few = await client.PostJsonAsync("/api/ledgers/p/proofs", Request(name + "-few", statement)).CodeAsync();
        Assert.Equal(statement.Contains("magnitude", StringComparison.Ordinal) ? (201, null) : (422, "small_group"), few);
    }
}
