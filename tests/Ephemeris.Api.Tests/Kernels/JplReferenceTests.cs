using System.Globalization;

namespace Ephemeris.Api.Tests.Kernels;

/// <summary>States against numbers that JPL published.</summary>
public sealed class JplReferenceTests
{
    // testpo.405 prints 13 decimals of au and au/day.
    private const double TestpoAu = 2e-13;

    // DE405 has its own au; the kernel is in km.
    private const double Au405Km = 149597870.691;

    // JPL's files are copied coefficient for coefficient: only the rounding of the last figure remains.
    private const double Horizons441Au = 2e-16;

    [Fact]
    public void State_EveryRowOfTestpo405InSpan_Agrees()
    {
        var catalog = KernelData.Catalog(KernelData.Pack("de405_1959-2060.bsp"));
        var checkedRows = 0;
        var worst = 0.0;
        foreach (var line in File.ReadLines(KernelData.Pack("tests/testpo.405")).SkipWhile(l => l != "EOT").Skip(1))
        {
            var field = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var jd = Number(field[2]);
            var (target, center, coordinate) = (Naif(field[3]), Naif(field[4]), int.Parse(field[5], CultureInfo.InvariantCulture));
            if (target < 0 || center < 0 || jd < 2436912.5 || jd > 2473488.5)
            {
                continue;
            }

            var state = KernelData.State(catalog, target, center, jd);
            double[] values =
            [
                state.PositionKm.X, state.PositionKm.Y, state.PositionKm.Z,
                state.VelocityKmS.X * 86400, state.VelocityKmS.Y * 86400, state.VelocityKmS.Z * 86400,
            ];
            worst = Math.Max(worst, Math.Abs((values[coordinate - 1] / Au405Km) - Number(field[6])));
            checkedRows++;
        }

        Assert.Equal(1043, checkedRows);
        Assert.InRange(worst, 0.0, TestpoAu);
    }

    [Fact]
    public void State_De441Excerpt_IsHorizonsToTheLastFigure()
    {
        var state = KernelData.State(KernelData.Catalog(KernelData.Pack("excerpts/de441_1968-1970.bsp")), 301, 399, 2440587.5);
        AssertAu([-2.569375247394804e-3, -4.213431302421834e-4, -2.967254243277378e-4], state.PositionKm, Horizons441Au);
        AssertAu(
            [1.472463725123366e-4, -4.920356988519656e-4, -2.615140148195118e-4], state.VelocityKmS * 86400, Horizons441Au);
    }

    [Fact]
    public void State_EmbeddedKernel_IsWithinItsFitOfHorizons()
    {
        var state = KernelData.State(KernelData.Catalog(KernelData.Embedded("se431_1550-2650.bsp")), 301, 399, 2440587.5);
        AssertAu([-2.569375247394804e-3, -4.213431302421834e-4, -2.967254243277378e-4], state.PositionKm, 1e-10);
    }

    [Fact]
    public void State_De441Seam_LastSegmentAnswersAndBothAgree()
    {
        var catalog = KernelData.Catalog(KernelData.Pack("excerpts/de441_1968-1970.bsp"));
        var seam = KernelData.At(2440432.5);
        var segments = catalog.SegmentsOf(3).ToArray();
        Assert.Equal(2, segments.Length);
        Assert.All(segments, segment => Assert.True(segment.Covers(seam)));
        Assert.Same(catalog.Files[0].Segments.Last(segment => segment.Target == 3), catalog.Find(3, seam));
        Assert.True(segments[0].TryEvaluate(seam, out var late));
        Assert.True(segments[1].TryEvaluate(seam, out var early));
        Assert.InRange((late.PositionKm - early.PositionKm).Norm, 0.0, 1e-7);
    }

    [Fact]
    public void State_Jup310Type3_IsHorizonsCallisto()
    {
        var state = KernelData.State(KernelData.Catalog(KernelData.Pack("excerpts/jup310_2053-10-08.bsp")), 504, 399, 2471184.5);
        AssertAu([-4.884815926454119, -3.705745549073268, -1.493487818022234], state.PositionKm, 1e-6 / KernelData.AuKm);
        AssertAu(
            [9.604665478763035e-3, -1.552997751083403e-2, -6.678445860769302e-3], state.VelocityKmS * 86400, 1e-14);
    }

    [Fact]
    public void State_TargetOnCentersChain_IsTheOpposite()
    {
        var catalog = KernelData.Catalog(KernelData.Embedded("se431_1550-2650.bsp"));
        var there = KernelData.State(catalog, 3, 399, 2453126.5);
        var back = KernelData.State(catalog, 399, 3, 2453126.5);
        Assert.Equal(back.PositionKm, -there.PositionKm);
        Assert.Equal(default, KernelData.State(catalog, 399, 399, 2453126.5));
    }

    private static void AssertAu(double[] expected, Ephemeris.Api.Frames.Cartesian km, double toleranceAu)
    {
        Assert.InRange(Math.Abs((km.X / KernelData.AuKm) - expected[0]), 0.0, toleranceAu);
        Assert.InRange(Math.Abs((km.Y / KernelData.AuKm) - expected[1]), 0.0, toleranceAu);
        Assert.InRange(Math.Abs((km.Z / KernelData.AuKm) - expected[2]), 0.0, toleranceAu);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>testpo's numbering: 10 Moon, 11 Sun, 12 solar-system barycentre, 13 Earth–Moon barycentre.</summary>
    private static int Naif(string text) => int.Parse(text, CultureInfo.InvariantCulture) switch
    {
        1 => 199,
        2 => 299,
        3 => 399,
        10 => 301,
        11 => 10,
        12 => 0,
        13 => 3,
        >= 4 and <= 9 and var planet => planet,
        _ => -1,
    };
}
