using Ledger.Api.Proofs;
using Ledger.Api.Proofs.Group;
using Ledger.Api.Proofs.Protocol;
using Ledger.Api.Proofs.Statements;

namespace Ledger.Api.Tests.Proofs.Protocol;

public class MemberProtocolTests
{
    /// <summary>Blocks of three: 10 index bits give four of them, 12 bits four, 16 bits six; 872 + 32·R bytes.</summary>
    [Theory]
    [InlineData(1, 1000)]
    [InlineData(1000, 1000)]
    [InlineData(1024, 1000)]
    [InlineData(3500, 1000)]
    [InlineData(40_000, 1064)]
    public void Member_TwoValuedColumn_Verifies(int rows, int length)
    {
        var data = Mask(rows);
        var statement = new MemberStatement("m", 0, 1);
        var proof = ProofAssert.Prove(statement, data.Context, [data]);
        Assert.Equal(length, proof.Length);
        Assert.Equal("5a444c31080a0300", Convert.ToHexStringLower(proof.AsSpan(0, 8)));
        Assert.Equal(Verification.Passed, Verify(statement, data, proof));
        Assert.Equal("proof.equation", Verify(statement with { Second = 2 }, data, proof).Check);
    }

    [Fact]
    public void Member_ValuesOtherThanZeroAndOne_Verify()
    {
        var data = new TestDataset("pm", 1, ("m", [.. Enumerable.Range(0, 1100).Select(i => i % 3 == 0 ? -7L : 1L << 62)]));
        var statement = new MemberStatement("m", 1L << 62, -7);
        Assert.True(Verify(statement, data, ProofAssert.Prove(statement, data.Context, [data])).Valid);
    }

    [Fact]
    public void Member_OneRowIsAnotherValue_IsRefusedByProverAndVerifier()
    {
        var values = Mask(1500).Values(0).ToArray();
        values[1499] = 2;
        var data = new TestDataset("mask", 3, ("m", values));
        var statement = new MemberStatement("m", 0, 1);
        ProofAssert.Refuses("false_statement", statement, data.Context, [data]);

        // A cheat proves with an honest mask and shows the commitments that hold the 2.
        var honest = Mask(1500);
        var proof = ProofAssert.Prove(statement, data.Context, [new CheatingWitness(honest, data)]);
        Assert.Equal("proof.equation", Verify(statement, data, proof).Check);
    }

    [Fact]
    public void Verify_FlippedBits_AreRefused()
    {
        var data = Mask(2500);
        var statement = new MemberStatement("m", 0, 1);
        var proof = ProofAssert.Prove(statement, data.Context, [data]);
        Assert.Equal(0, BitFlips.CountAccepted(proof, flipped => Verify(statement, data, flipped).Valid));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(13)]
    [InlineData(16)]
    public void PrefixSums_AnyCount_AgreeWithTheSums(int count)
    {
        Scalar[] tau = [Scalar.Random(), Scalar.Random(), Scalar.Random(), Scalar.Random()];
        Scalar[] r = [Scalar.Random(), Scalar.Random(), Scalar.Random(), Scalar.Random()];
        var expected = LinearProof.InnerProduct(Grid.Eq(tau).AsSpan(0, count), Grid.Eq(r).AsSpan(0, count));
        Assert.Equal(expected, PrefixSums.Eq(tau, r, count));
        Assert.Equal(Grid.Eq(r).Take(count).Aggregate(Scalar.Zero, (a, b) => a + b), PrefixSums.Eq(r, count));
    }

    private static TestDataset Mask(int rows) =>
        new("mask", 3, ("m", [.. Enumerable.Range(0, rows).Select(i => i * 31L % 7 == 0 ? 1L : 0)]));

    private static Verification Verify(MemberStatement statement, TestDataset data, byte[] proof) =>
        Verifier.Verify(statement, data.Context, TestDataset.Reader(data), proof);
}
