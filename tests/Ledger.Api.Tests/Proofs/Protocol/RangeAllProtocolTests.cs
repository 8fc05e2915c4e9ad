using Ledger.Api.Proofs;
using Ledger.Api.Proofs.Statements;

namespace Ledger.Api.Tests.Proofs.Protocol;

public class RangeAllProtocolTests
{
    /// <summary>1,704 bytes, and 32 per chunk, per 1024 table values and per block of three index bits or four table bits.</summary>
    [Theory]
    [InlineData(7, -3, 3, 1704 + (32 * (1 + 1 + 4 + 0)))]
    [InlineData(1024, 0, 1023, 1704 + (32 * (1 + 1 + 4 + 0)))]
    [InlineData(2500, -1000, 4000, 1704 + (32 * (3 + 5 + 4 + 1)))]
    public void RangeAll_RowsInRange_Verifies(int rows, int lo, int hi, int length)
    {
        var data = Rows(rows, lo, hi);
        var statement = new RangeAllStatement("x", lo, hi);
        var proof = ProofAssert.Prove(statement, data.Context, [data]);
        Assert.Equal(length, proof.Length);
        Assert.Equal("5a444c310a0a0000", Convert.ToHexStringLower(proof.AsSpan(0, 8)));
        Assert.Equal(Verification.Passed, Verify(statement, data, proof));
        Assert.Equal("proof.equation", Verify(new RangeAllStatement("x", lo + 1, hi + 1), data, proof).Check);
    }

    [Fact]
    public void RangeAll_RowOutsideRange_IsRefusedByProverAndVerifier()
    {
        var honest = Rows(1500, 0, 100);
        var values = honest.Values(0).ToArray();
        values[1234] = 101;
        var data = new TestDataset("range", 3, ("x", values));
        var statement = new RangeAllStatement("x", 0, 100);
        ProofAssert.Refuses("false_statement", statement, data.Context, [data]);
        var proof = ProofAssert.Prove(statement, data.Context, [new CheatingWitness(honest, data)]);
        Assert.Equal("proof.equation", Verify(statement, data, proof).Check);
    }

    [Fact]
    public void Verify_FlippedBits_AreRefused()
    {
        var data = Rows(2500, 0, 1500);
        var statement = new RangeAllStatement("x", 0, 1500);
        var proof = ProofAssert.Prove(statement, data.Context, [data]);
        Assert.Equal(0, BitFlips.CountAccepted(proof, flipped => Verify(statement, data, flipped).Valid, stride: 3));
    }

    private static TestDataset Rows(int rows, int lo, int hi)
    {
        var random = new Random(rows);
        return new("range", 3, ("x", [lo, hi, .. Enumerable.Range(2, rows - 2).Select(_ => (long)random.Next(lo, hi + 1))]));
    }

    private static Verification Verify(RangeAllStatement statement, TestDataset data, byte[] proof) =>
        Verifier.Verify(statement, data.Context, TestDataset.Reader(data), proof);
}
