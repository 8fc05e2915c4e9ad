using Ledger.Api.Proofs;
using Ledger.Api.Proofs.Group;
using Ledger.Api.Proofs.Protocol;
using Ledger.Api.Proofs.Statements;

namespace Ledger.Api.Tests.Proofs.Protocol;

public class MagnitudeProtocolTests
{
    /// <summary>3,912 bytes and 32 per block of four chunk bits.</summary>
    [Theory]
    [InlineData(5, 20, 3912)]
    [InlineData(1024, 62, 3912)]
    [InlineData(1025, 31, 3944)]
    [InlineData(20_000, 40, 3976)]
    public void Magnitude_RowsWithinWidth_Verifies(int rows, int width, int length)
    {
        var data = new TestDataset("magnitude", 6, ("x", TestDataset.Random(rows, rows, width)));
        var statement = new MagnitudeStatement("x", width);
        var proof = ProofAssert.Prove(statement, data.Context, [data]);
        Assert.Equal(length, proof.Length);
        Assert.Equal("5a444c31090a0400", Convert.ToHexStringLower(proof.AsSpan(0, 8)));
        Assert.Equal(Verification.Passed, Verify(statement, data, proof));
        Assert.NotEqual("", Verify(statement with { Width = width - 1 }, data, proof).Check);
    }

    [Fact]
    public void Magnitude_RowOutsideWidth_IsRefusedByTheProver()
    {
        var data = new TestDataset("wide", 6, ("x", [0, 1, 257]));
        ProofAssert.Refuses("false_statement", new MagnitudeStatement("x", 8), data.Context, [data]);
    }

    [Fact]
    public void Verify_HugeRowHiddenInTheColumn_IsRefused()
    {
        // 2^62 in a column declared with 8 bits: some projection leaves ±Z, or the cheat's numbers do not fit the commitments.
        var rows = TestDataset.Random(1, 2000, 8);
        var honest = new TestDataset("huge", 6, ("x", rows));
        var huge = rows.ToArray();
        huge[1234] = 1L << 62;
        var shown = new TestDataset("huge", 6, ("x", huge));
        var statement = new MagnitudeStatement("x", 8);
        var proof = ProofAssert.Prove(statement, honest.Context, [new CheatingWitness(honest, shown)]);
        Assert.Equal("proof.equation", Verify(statement, shown, proof).Check);
    }

    [Fact]
    public void Verify_ProjectionBeyondZ_IsRefused()
    {
        var data = new TestDataset("z", 6, ("x", TestDataset.OneTo(100)));
        var statement = new MagnitudeStatement("x", 8);
        var proof = ProofAssert.Prove(statement, data.Context, [data]);
        proof[8 + 32 + 23] = 0x40; // the top byte of the first number
        Assert.Equal("proof.range", Verify(statement, data, proof).Check);
    }

    [Fact]
    public void Verify_FlippedBits_AreRefused()
    {
        var data = new TestDataset("flips", 6, ("x", TestDataset.OneTo(2500)));
        var statement = new MagnitudeStatement("x", 12);
        var proof = ProofAssert.Prove(statement, data.Context, [data]);
        Assert.Equal(0, BitFlips.CountAccepted(proof, flipped => Verify(statement, data, flipped).Valid, stride: 7));
    }

    [Fact]
    public void Projection_WeightsAndSums_AgreeAndHaveTheStatedShares()
    {
        var seed = Scalar.From(77);
        var theta = Scalar.Random();
        const int rows = 5000;
        var x = TestDataset.Random(3, rows, 62);
        var sums = Projection.Apply(seed, x);
        var weights = Projection.Weights(seed, theta, rows);
        var powers = theta.Powers(Projection.Rows);
        var byRows = LinearProof.InnerProduct(weights, [.. x.Select(value => Scalar.From(value))]);
        Assert.Equal(byRows, LinearProof.InnerProduct(powers, [.. sums.Select(sum => Scalar.From(sum))]));

        // 20 columns of R, 2,560 entries: the share of zeros has a standard deviation of 0.01; 0.05 is five of them.
        var entries = Enumerable.Range(0, 20).SelectMany(i =>
        {
            var unit = new long[20];
            unit[i] = 1;
            return Projection.Apply(seed, unit);
        }).ToArray();
        Assert.All(entries, value => Assert.InRange(value, -1, 1));
        Assert.InRange(entries.Count(value => value == 0) / (double)entries.Length, 0.45, 0.55);
        Assert.InRange(entries.Count(value => value == 1) / (double)entries.Length, 0.20, 0.30);
    }

    private static Verification Verify(MagnitudeStatement statement, TestDataset data, byte[] proof) =>
        Verifier.Verify(statement, data.Context, TestDataset.Reader(data), proof);
}
