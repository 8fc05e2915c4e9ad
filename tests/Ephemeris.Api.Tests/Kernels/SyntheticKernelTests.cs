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

    // Word 385 is the first record's MID, 386 its RADIUS, 387 its first coefficient; the instant −60 000 s lies in that record.
    [Theory]
    [InlineData(2, 385, -43200.0 + 100.0)]
    [InlineData(2, 385, double.NaN)]
    [InlineData(2, 386, 86400.0)]
    [InlineData(2, 386, 21600.0)]
    [InlineData(2, 386, -43200.0)]
    [InlineData(2, 386, double.PositiveInfinity)]
    [InlineData(2, 387, 1e17)]
    [InlineData(2, 387, double.NaN)]
    [InlineData(3, 385, -43200.0 + 100.0)]
    [InlineData(3, 386, 43000.0)]
    [InlineData(3, 387 + 9, 1e6)]
    public void State_OfADamagedRecord_IsAnErrorNeverAWrongNumber(int type, int word, double value)
    {
        var bytes = type == 2 ? SyntheticKernel.Type2() : SyntheticKernel.Type3();
        BitConverter.TryWriteBytes(bytes.AsSpan((word - 1) * 8), value);
        File.WriteAllBytes(_path, bytes);
        var file = KernelData.Open(_path);
        Assert.False(new KernelCatalog("synthetic", [file]).State(1000, 0, new EphemerisTime(-60000.0, 0.0)).TryGet(out _, out var error));
        Assert.Equal("KERNELS.CORRUPTION", error.Code);
        file.Daf.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(400)]
    public void Open_FirstFreeAddressInsideASegment_IsRefused(int free)
    {
        var bytes = SyntheticKernel.Type2();
        BitConverter.TryWriteBytes(bytes.AsSpan(84), free);
        File.WriteAllBytes(_path, bytes);
        Assert.False(KernelFile.Open(_path).TryGet(out _, out var error));
        Assert.Equal("FREE", Assert.IsType<KernelDamaged>(error).Field);
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
