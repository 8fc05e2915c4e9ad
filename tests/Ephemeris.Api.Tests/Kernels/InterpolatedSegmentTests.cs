using Ephemeris.Api.Time;

namespace Ephemeris.Api.Tests.Kernels;

public sealed class InterpolatedSegmentTests
{
    // Hermite through eight conditions reproduces its own nodes; rounding of 1e4 km at 1e-16.
    private const double NodeKm = 1e-9;

    [Theory]
    [InlineData("little-endian")]
    [InlineData("big-endian")]
    public void Type13_AtItsOwnEpochs_GivesTheStoredStates(string order)
    {
        var catalog = KernelData.Catalog(KernelData.Pack($"excerpts/type13_{order}.bsp"));
        var segment = Assert.Single(catalog.Files[0].Segments);
        Assert.Equal(13, segment.Type);
        var file = segment.File;
        var count = (int)file[1760];
        for (var i = 0; i < count; i++)
        {
            var epoch = new EphemerisTime(file[897 + (6 * count) + i], 0.0);
            Assert.True(segment.TryEvaluate(epoch, out var state));
            Assert.Equal(file[897 + (6 * i)], state.PositionKm.X, NodeKm);
            Assert.Equal(file[897 + (6 * i) + 2], state.PositionKm.Z, NodeKm);
            Assert.Equal(file[897 + (6 * i) + 4], state.VelocityKmS.Y, NodeKm);
        }
    }

    [Fact]
    public void Type13_BothByteOrders_AreIdentical()
    {
        var little = KernelData.Catalog(KernelData.Pack("excerpts/type13_little-endian.bsp")).Files[0].Segments[0];
        var big = KernelData.Catalog(KernelData.Pack("excerpts/type13_big-endian.bsp")).Files[0].Segments[0];
        Assert.Equal("BIG-IEEE", big.File.Format);
        for (var seconds = little.StartSeconds; seconds <= little.StopSeconds; seconds += 7.3)
        {
            Assert.True(little.TryEvaluate(new EphemerisTime(seconds, 0.0), out var a));
            Assert.True(big.TryEvaluate(new EphemerisTime(seconds, 0.0), out var b));
            Assert.Equal(a, b);
        }
    }

    [Fact]
    public void Type13_BetweenEpochs_VelocityIsTheSlope()
    {
        var segment = KernelData.Catalog(KernelData.Pack("excerpts/type13_little-endian.bsp")).Files[0].Segments[0];
        var middle = (segment.StartSeconds + segment.StopSeconds) / 2.0;
        Assert.True(segment.TryEvaluate(new EphemerisTime(middle, 0.0), out var state));
        Assert.True(segment.TryEvaluate(new EphemerisTime(middle - 0.5, 0.0), out var before));
        Assert.True(segment.TryEvaluate(new EphemerisTime(middle + 0.5, 0.0), out var after));
        // The orbit's third derivative over half a second: 1e-6 km/s.
        Assert.InRange((after.PositionKm - before.PositionKm - state.VelocityKmS).Norm, 0.0, 1e-6);
    }
}
