using Ledger.Api.Proofs;
using Ledger.Api.Proofs.Protocol;
using Ledger.Api.Proofs.Statements;

namespace Ledger.Api.Tests.Proofs;

/// <summary>Case 23: two proofs of one statement differ in every message, whatever the kind.</summary>
public class FreshnessTests
{
    private const int Rows = 2500;
    private const int HeadBytes = 8;

    private static readonly TestDataset Data = new(
        "fresh", 5, ("n", TestDataset.OneTo(Rows)), ("bit", [.. TestDataset.OneTo(Rows).Select(i => i % 2)]));

    [Theory]
    [InlineData("""{"claims":[["n","3126250"]],"type":"sum","v":1}""")]
    [InlineData("""{"row":"5","type":"row","v":1,"values":[["n","6"]]}""")]
    [InlineData("""{"rows":"2500","type":"open","v":1}""")]
    [InlineData("""{"rows":"2500","type":"pad","v":1}""")]
    [InlineData("""{"bits":24,"hi":"4000000","lo":"0","terms":[["n",1]],"type":"bound","v":1}""")]
    [InlineData("""{"terms":[["bit",1]],"type":"moment","v":1,"value":"1250"}""")]
    [InlineData("""{"column":"bit","type":"member","v":1,"values":["0","1"]}""")]
    [InlineData("""{"column":"n","type":"magnitude","v":1,"width":12}""")]
    [InlineData("""{"column":"n","hi":"2500","lo":"1","type":"rangeAll","v":1}""")]
    public void Prove_OneStatementTwice_SharesNoMessage(string json)
    {
        Assert.True(Statement.TryParse(System.Text.Encoding.UTF8.GetBytes(json), out var statement, out var problem), problem);
        AssertFresh(statement, Data.Context, [Data]);
    }

    [Fact]
    public void Prove_OneDerivationTwice_SharesNoMessage()
    {
        var copy = new TestDataset("copy", 6, ("n", TestDataset.OneTo(Rows)));
        var map = DerivationMap.Of([.. Enumerable.Range(0, Rows).Select(row => (0, row))]);
        AssertFresh(
            new DeriveStatement(["n"], map.Sha256, 1), Data.Context with { Subjects = [Data.Subject, copy.Subject] }, [Data, copy], map.Bytes);
    }

    private static void AssertFresh(Statement statement, ProofContext context, IReadOnlyList<IWitness> witnesses, ReadOnlyMemory<byte> map = default)
    {
        var first = Messages(statement, ProofAssert.Prove(statement, context, witnesses, map));
        var second = Messages(statement, ProofAssert.Prove(statement, context, witnesses, map));
        Assert.Equal(first.Count, second.Count);
        Assert.Empty(first.Intersect(second));
    }

    /// <summary>Group elements and scalars of 32 bytes; a magnitude's first commitment is followed by 128 numbers of 24 bytes.</summary>
    private static List<string> Messages(Statement statement, byte[] proof)
    {
        var messages = new List<string>();
        for (var at = HeadBytes; at < proof.Length;)
        {
            var length = statement is MagnitudeStatement && messages.Count is >= 1 and <= 128 ? 24 : 32;
            messages.Add(Convert.ToHexString(proof, at, length));
            at += length;
        }

        if (statement is OpenStatement)
        {
            // The form of `open` is zero, and with it tau = ⟨b,t⟩: the one message that every proof of it has, and that tells nothing.
            Assert.Equal(new string('0', 64), messages[1]);
            messages.RemoveAt(1);
        }

        return messages;
    }
}
