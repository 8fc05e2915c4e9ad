using Ephemeris.Api.Kernels;
using Ephemeris.Api.Time;

namespace Ephemeris.Api.Tests.Kernels;

/// <summary>Every segment type against the formula that its numbers were made from.</summary>
public sealed class SyntheticKernelTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"synthetic-{Guid.NewGuid():N}.bsp");

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(-60000.0)]
    [InlineData(-1.0)]
    [InlineData(0.0)]
    [InlineData(43200.0)]
    [InlineData(86400.0)]
    public void Type2_AnyInstant_IsTheSeriesAndItsDerivative(double seconds)
    {
        var state = At(SyntheticKernel.Type2(), seconds);
        var record = seconds >= 0.0 ? 1 : 0;
        var x = (seconds - ((record * 86400.0) - 43200.0)) / 43200.0;
        Assert.Equal(1.0 + ((2.0 + record) * x) + (3.0 * ((2.0 * x * x) - 1.0)), state.PositionKm.X, 1e-12);
        Assert.Equal(((2.0 + record) + (12.0 * x)) / 43200.0, state.VelocityKmS.X, 1e-16);
    }

    [Fact]
    public void Type3_Velocity_HasItsOwnSeries()
    {
        var state = At(SyntheticKernel.Type3(), 43200.0);
        Assert.Equal(1.0 - 3.0, state.PositionKm.X, 1e-12);
        Assert.Equal(4.0 - 3.0, state.VelocityKmS.X, 1e-12);
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(13, false)]
    [InlineData(9, true)]
    [InlineData(13, true)]
    public void Interpolated_PolynomialOfItsDegree_IsReproduced(int type, bool bigEndian)
    {
        var bytes = type == 9 ? SyntheticKernel.Type9() : SyntheticKernel.Type13();
        bytes = bigEndian ? SyntheticKernel.BigEndian(bytes) : bytes;
        for (var seconds = -1000.0; seconds <= 1000.0; seconds += 31.7)
        {
            var state = At(bytes, seconds);
            // Differences of 1e-13 relative over steps of 20 s, multiplied by the window's condition.
            Assert.Equal(SyntheticKernel.Polynomial(seconds, 0).Position, state.PositionKm.X, 1e-9);
            Assert.Equal(SyntheticKernel.Polynomial(seconds, 2).Velocity, state.VelocityKmS.Z, 1e-9);
        }
    }

    private StateVector At(byte[] bytes, double seconds)
    {
        File.WriteAllBytes(_path, bytes);
        var file = KernelData.Open(_path);
        Assert.True(new KernelCatalog("synthetic", [file]).State(1000, 0, new EphemerisTime(seconds, 0.0)).TryGet(out var state, out var error), error?.Detail);
        file.Daf.Dispose();
        return state;
    }
}
