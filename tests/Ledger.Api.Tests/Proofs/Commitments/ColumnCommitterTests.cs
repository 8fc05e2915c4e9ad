using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Tests.Proofs.Commitments;

public class ColumnCommitterTests
{
    [Fact]
    public void Sum_OneTwoThreeWithBlindingFive_GivesContractVector()
    {
        var sums = new Point[1];
        ScalarCommitter.Sum(new long[] { 1, 2, 3 }, sums);
        var commitment = sums[0] + Generators.MultiplyH(Scalar.From(5));
        Assert.Equal(
            "de5fc24089b675053806c69a1d39709668e90acd0fa59725cf51293903b76c06",
            Convert.ToHexStringLower(Ristretto.Encode(commitment)));
    }

    /// <summary>Case 11: K = 32 bytes 01, columns id and value of three rows.</summary>
    [Theory]
    [InlineData(0, new long[] { 1, 2, 3 }, "186235a118f8671dd3eb2d1866466c6ec9f73406206c02200f971cc349785671")]
    [InlineData(1, new long[] { 100, 200, 300 }, "40bfb3b424605c6cfe22e41622f9e391dc6d7c7a327b83b90f2b130c9ed24b50")]
    public void Commit_ContractColumns_GivesContractCommitments(int column, long[] values, string expected)
    {
        using var key = new DatasetKey(Enumerable.Repeat((byte)1, 32).ToArray());
        Assert.Equal(expected, Convert.ToHexStringLower(ColumnCommitter.Commit(values, key, column)));
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(-128, 127, 1)]
    [InlineData(-129, 0, 2)]
    [InlineData(0, 128, 2)]
    [InlineData(0, int.MaxValue, 5)]
    [InlineData(int.MinValue, 0, 4)]
    [InlineData(-(1L << 62), 1L << 62, 8)]
    public void Windows_Extremes_AreRepresented(long low, long high, int expected)
    {
        Assert.Equal(expected, WindowedDigits.Windows(low, high));
        foreach (var value in new[] { low, high, (low / 2) + (high / 2) })
        {
            var biased = WindowedDigits.Bias(value, expected);
            Int128 sum = 0;
            for (var w = expected - 1; w >= 0; w--)
            {
                sum = (256 * sum) + WindowedDigits.Digit(biased, w);
            }

            Assert.Equal((Int128)value, sum);
        }
    }
}
