using System.Numerics;
using Ledger.Api.Proofs;
using Ledger.Api.Proofs.Statements;

namespace Ledger.Api.Tests.Proofs.Protocol;

public class BoundProtocolTests
{
    private static readonly TestDataset Data = new(
        "bound", 2, ("a", TestDataset.Random(3, 2100, 40)), ("b", TestDataset.Random(4, 2100, 40)));

    private static readonly ColumnTerm[] Terms = [new("a", 3), new("b", -2)];

    private static BigInteger Sum =>
        Data.Values(0).ToArray().Aggregate(BigInteger.Zero, (s, x) => s + (3 * (BigInteger)x))
        - Data.Values(1).ToArray().Aggregate(BigInteger.Zero, (s, x) => s + (2 * (BigInteger)x));

    public static TheoryData<int, long, long> Accepted => new()
    {
        { 1, 0, 0 }, { 1, 0, 1 }, { 1, -1, 0 }, { 40, 0, 1_000_000 }, { 40, -1_000_000, 0 }, { 63, -5, long.MaxValue - 5 },
        { 120, -7, 9 },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Bound_SumWithinLimits_VerifiesIn904Bytes(int bits, long below, long above)
    {
        var statement = new BoundStatement(Terms, bits, Sum + below, Sum + above);
        var proof = ProofAssert.Prove(statement, Data.Context, [Data]);
        Assert.Equal(904, proof.Length);
        Assert.Equal("5a444c31030a0000", Convert.ToHexStringLower(proof.AsSpan(0, 8)));
        Assert.Equal(Verification.Passed, Verify(statement, proof));
        Assert.Equal("proof.equation", Verify(statement with { Lo = statement.Lo - 1, Bits = Math.Min(120, bits + 1) }, proof).Check);
        Assert.Equal("proof.equation", Verify(statement with { Terms = [new("a", 3), new("b", -1)] }, proof).Check);
    }

    [Fact]
    public void Bound_SumOutsideLimits_IsRefusedByTheProver()
    {
        ProofAssert.Refuses("false_statement", new BoundStatement(Terms, 20, Sum + 1, Sum + 9), Data.Context, [Data]);
        ProofAssert.Refuses("false_statement", new BoundStatement(Terms, 20, Sum - 9, Sum - 1), Data.Context, [Data]);
    }

    [Fact]
    public void Bound_WiderThanBits_IsRefusedBeforeArithmetic()
    {
        var statement = new BoundStatement(Terms, 4, Sum, Sum + 16);
        ProofAssert.Refuses("statement", statement, Data.Context, [Data]);
        Assert.Equal("statement", Verify(statement, new byte[904]).Check);
    }

    [Fact]
    public void Verify_FlippedBits_AreRefused()
    {
        var statement = new BoundStatement(Terms, 8, Sum - 100, Sum + 100);
        var proof = ProofAssert.Prove(statement, Data.Context, [Data]);
        Assert.Equal(0, BitFlips.CountAccepted(proof, flipped => Verify(statement, flipped).Valid));
    }

    private static Verification Verify(BoundStatement statement, byte[] proof) =>
        Verifier.Verify(statement, Data.Context, TestDataset.Reader(Data), proof);
}
