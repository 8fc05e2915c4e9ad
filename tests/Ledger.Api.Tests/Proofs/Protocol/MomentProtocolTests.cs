using System.Numerics;
using Ledger.Api.Proofs;
using Ledger.Api.Proofs.Statements;

namespace Ledger.Api.Tests.Proofs.Protocol;

public class MomentProtocolTests
{
    [Fact]
    public void Moment_OneToThousand_VerifiesIn936Bytes()
    {
        var data = new TestDataset("thousand", 1, ("x", TestDataset.OneTo(1000)));
        var statement = new MomentStatement([new("x", 1)], 333833500);
        var proof = ProofAssert.Prove(statement, data.Context, [data]);
        Assert.Equal(936, proof.Length);
        Assert.Equal("5a444c31040a0500", Convert.ToHexStringLower(proof.AsSpan(0, 8)));
        Assert.Equal(Verification.Passed, Verify(statement, data, proof));
        Assert.Equal("proof.equation", Verify(statement with { Value = 333833501 }, data, proof).Check);
        ProofAssert.Refuses("false_statement", statement with { Value = 333833501 }, data.Context, [data]);
    }

    /// <summary>Blocks of 5, one more per 2^5 chunks; 62-bit values take the wide path.</summary>
    [Theory]
    [InlineData(1, 20, 936)]
    [InlineData(1024, 62, 936)]
    [InlineData(1025, 31, 968)]
    [InlineData(2500, 62, 968)]
    [InlineData(40_000, 31, 1000)]
    public void Moment_VirtualColumnOfManyShapes_Verifies(int rows, int bits, int length)
    {
        var data = new TestDataset(
            "moment", 5, ("a", TestDataset.Random(rows, rows, bits)), ("b", TestDataset.Random(rows + 1, rows, bits)));
        var value = BigInteger.Zero;
        for (var i = 0; i < rows; i++)
        {
            var x = (3 * (BigInteger)data.Values(0).Span[i]) - (7 * (BigInteger)data.Values(1).Span[i]);
            value += x * x;
        }

        var statement = new MomentStatement([new("a", 3), new("b", -7)], value);
        var proof = ProofAssert.Prove(statement, data.Context, [data]);
        Assert.Equal(length, proof.Length);
        Assert.Equal(Verification.Passed, Verify(statement, data, proof));
        Assert.Equal("proof.equation", Verify(statement with { Terms = [new("a", 3), new("b", 7)] }, data, proof).Check);
    }

    [Fact]
    public void Verify_FlippedBits_AreRefused()
    {
        var data = new TestDataset("flips", 1, ("x", TestDataset.OneTo(2500)));
        var statement = new MomentStatement([new("x", 1)], 2500 * 2501L * 5001 / 6);
        var proof = ProofAssert.Prove(statement, data.Context, [data]);
        Assert.Equal(0, BitFlips.CountAccepted(proof, flipped => Verify(statement, data, flipped).Valid));
    }

    private static Verification Verify(MomentStatement statement, TestDataset data, byte[] proof) =>
        Verifier.Verify(statement, data.Context, TestDataset.Reader(data), proof);
}
