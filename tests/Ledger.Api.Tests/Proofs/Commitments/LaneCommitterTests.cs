using System.Runtime.Intrinsics;
using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Tests.Proofs.Commitments;

/// <summary>Case 9: the scalar, 256-bit and 512-bit paths give the same group elements.</summary>
public class LaneCommitterTests
{
    private static readonly int ChunksPerBatch = LongTests.Enabled ? 1250 : 130;

    /// <summary>Eight batches of 130 chunks, in a long run of 1,250 (10,000 in all), of both signs, up to ±2^62.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(62)]
    public void Sum_RandomChunks_AllPathsAgree(int bits)
    {
        var values = TestDataset.Random(bits, (ChunksPerBatch * 1024) - 5, bits);
        values[0] = 1L << bits;
        values[1] = -(1L << bits);
        values[1024] = (1L << bits) - 1;
        var expected = new Point[ChunksPerBatch];
        ScalarCommitter.Sum(values, expected);
        var tried = 0;
        if (FourLanes.IsSupported)
        {
            var sums = new Point[ChunksPerBatch];
            LaneCommitter<Vector256<ulong>, FourLanes>.Sum(values, sums);
            AssertEqual(expected, sums);
            tried++;
        }

        if (EightLanes.IsSupported)
        {
            var sums = new Point[ChunksPerBatch];
            LaneCommitter<Vector512<ulong>, EightLanes>.Sum(values, sums);
            AssertEqual(expected, sums);
            tried++;
        }

        Assert.SkipWhen(tried == 0, "This machine has neither AVX2 nor AVX-512: only the scalar path runs here.");
    }

    /// <summary>Values far from zero, or just too wide for signed bytes, are taken from another origin; the last chunk is short.</summary>
    [Theory]
    [InlineData(0, (1L << 32) - 1, 4)]
    [InlineData(1_600_000_000_000, 1_700_000_000_000, 5)]
    [InlineData(-(1L << 62), -(1L << 62) + 255, 1)]
    [InlineData((1L << 62) - 65_535, 1L << 62, 2)]
    [InlineData(-200, 55, 1)]
    public void Sum_ValuesFromAnotherOrigin_AgreesWithScalarPath(long low, long high, int windows)
    {
        var random = new Random(windows);
        long[] values = [low, high, .. Enumerable.Range(0, (9 * 1024) + 300).Select(_ => random.NextInt64(low, high + 1))];
        Assert.Equal(windows, WindowedDigits.Layout(values).Windows);
        var expected = new Point[10];
        ScalarCommitter.Sum(values, expected);
        var tried = 0;
        if (FourLanes.IsSupported)
        {
            var sums = new Point[10];
            LaneCommitter<Vector256<ulong>, FourLanes>.Sum(values, sums);
            AssertEqual(expected, sums);
            tried++;
        }

        if (EightLanes.IsSupported)
        {
            var sums = new Point[10];
            LaneCommitter<Vector512<ulong>, EightLanes>.Sum(values, sums);
            AssertEqual(expected, sums);
            tried++;
        }

        Assert.SkipWhen(tried == 0, "This machine has neither AVX2 nor AVX-512: only the scalar path runs here.");
    }

    [Fact]
    public void Layout_OneOutlier_KeepsTheOriginThatLeavesWindowsEmpty()
    {
        var values = TestDataset.Random(1, 10_000, 7);
        values[5] = (1L << 32) - 1;
        Assert.Equal((5, 0L), WindowedDigits.Layout(values));
    }

    [Fact]
    public void Sum_ZerosAndOneValue_AgreesWithScalarPath()
    {
        Assert.SkipUnless(EightLanes.IsSupported, "This machine has no AVX-512.");
        var values = new long[9 * 1024];
        values[(4 * 1024) + 17] = -128;
        var expected = new Point[9];
        var sums = new Point[9];
        ScalarCommitter.Sum(values, expected);
        LaneCommitter<Vector512<ulong>, EightLanes>.Sum(values, sums);
        AssertEqual(expected, sums);
    }

    [Fact]
    public void Release_NobodyHoldsALease_TablesAreRebuiltWhenWanted()
    {
        Assert.SkipUnless(EightLanes.IsSupported, "This machine has no AVX-512.");
        var values = TestDataset.Random(1, 16 * 1024, 8);
        var (first, second) = (new Point[16], new Point[16]);
        LaneCommitter<Vector512<ulong>, EightLanes>.Sum(values, first);
        WindowTables.ReleaseIdle();
        LaneCommitter<Vector512<ulong>, EightLanes>.Sum(values, second);
        AssertEqual(first, second);
    }

    private static void AssertEqual(Point[] expected, Point[] actual)
    {
        for (var j = 0; j < expected.Length; j++)
        {
            Assert.True(Ristretto.Equal(expected[j], actual[j]), $"chunk {j}");
        }
    }
}
