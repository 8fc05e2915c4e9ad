using System.Runtime.CompilerServices;
using Ephemeris.Api.Frames;
using Ephemeris.Api.Time;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Kernels;

/// <summary>
/// SPK types 2 and 3 (SPK Required Reading): Chebyshev polynomials per record and component. Type 2 holds position, and
/// its velocity is the derivative; type 3 holds both.
/// </summary>
internal sealed unsafe class ChebyshevSegment : SpkSegment
{
    private readonly ChebyshevDirectory _directory;
    private readonly bool _hasVelocity;

    private ChebyshevSegment(DafFile file, DafSummary summary, ChebyshevDirectory directory)
        : base(file, summary) => (_directory, _hasVelocity) = (directory, directory.Blocks == 6);

    public static new Outcome<SpkSegment> Create(DafFile file, DafSummary summary) =>
        ChebyshevDirectory.Read(file, summary, summary.Integers[3] == 3 ? 6 : 3).TryGet(out var directory, out var error)
            ? new ChebyshevSegment(file, summary, directory)
            : error;

    /// <inheritdoc/>
    public override bool TryEvaluate(EphemerisTime time, out StateVector state)
    {
        if (!_directory.TryFind(File, time, out var record, out var x))
        {
            state = default;
            return false;
        }

        var n = _directory.Coefficients;
        var coefficients = record + 2;
        if (_hasVelocity)
        {
            Chebyshev.Values(coefficients, n, x, out var position);
            Chebyshev.Values(coefficients + (3 * n), n, x, out var velocity);
            state = new StateVector(position, velocity);
        }
        else
        {
            Chebyshev.ValuesAndSlopes(coefficients, n, x, out var position, out var slope);
            state = new StateVector(position, slope * (1.0 / record[1]));
        }

        GC.KeepAlive(File);
        return state.IsSane;
    }
}

/// <summary>Sums of three Chebyshev series at one argument, by Clenshaw's recurrence (Math. Comp. 9, 118, 1955).</summary>
internal static unsafe class Chebyshev
{
    /// <summary>Values of three series that lie one after the other.</summary>
    /// <param name="c">3 n coefficients.</param>
    /// <param name="n">Coefficients per series, ≥ 1.</param>
    /// <param name="x">Argument, −1…1.</param>
    /// <param name="value">The three sums.</param>
    public static void Values(double* c, int n, double x, out Cartesian value)
    {
        var twice = x + x;
        double bx1 = 0, bx2 = 0, by1 = 0, by2 = 0, bz1 = 0, bz2 = 0;
        for (var k = n - 1; k > 0; k--)
        {
            (bx1, bx2) = (Math.FusedMultiplyAdd(twice, bx1, c[k] - bx2), bx1);
            (by1, by2) = (Math.FusedMultiplyAdd(twice, by1, c[k + n] - by2), by1);
            (bz1, bz2) = (Math.FusedMultiplyAdd(twice, bz1, c[k + n + n] - bz2), bz1);
        }

        value = new Cartesian(
            Math.FusedMultiplyAdd(x, bx1, c[0] - bx2),
            Math.FusedMultiplyAdd(x, by1, c[n] - by2),
            Math.FusedMultiplyAdd(x, bz1, c[n + n] - bz2));
    }

    /// <summary>Values of three series and their derivatives by the argument.</summary>
    /// <param name="c">3 n coefficients.</param>
    /// <param name="n">Coefficients per series, ≥ 1.</param>
    /// <param name="x">Argument, −1…1.</param>
    /// <param name="value">The three sums.</param>
    /// <param name="slope">Their derivatives.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ValuesAndSlopes(double* c, int n, double x, out Cartesian value, out Cartesian slope)
    {
        var twice = x + x;
        double bx1 = 0, bx2 = 0, by1 = 0, by2 = 0, bz1 = 0, bz2 = 0;
        double dx1 = 0, dx2 = 0, dy1 = 0, dy2 = 0, dz1 = 0, dz2 = 0;
        for (var k = n - 1; k > 0; k--)
        {
            // The derivative of the recurrence b = 2x b₁ − b₂ + c is d = 2x d₁ − d₂ + 2 b₁.
            (dx1, dx2) = (Math.FusedMultiplyAdd(twice, dx1, (bx1 + bx1) - dx2), dx1);
            (dy1, dy2) = (Math.FusedMultiplyAdd(twice, dy1, (by1 + by1) - dy2), dy1);
            (dz1, dz2) = (Math.FusedMultiplyAdd(twice, dz1, (bz1 + bz1) - dz2), dz1);
            (bx1, bx2) = (Math.FusedMultiplyAdd(twice, bx1, c[k] - bx2), bx1);
            (by1, by2) = (Math.FusedMultiplyAdd(twice, by1, c[k + n] - by2), by1);
            (bz1, bz2) = (Math.FusedMultiplyAdd(twice, bz1, c[k + n + n] - bz2), bz1);
        }

        value = new Cartesian(
            Math.FusedMultiplyAdd(x, bx1, c[0] - bx2),
            Math.FusedMultiplyAdd(x, by1, c[n] - by2),
            Math.FusedMultiplyAdd(x, bz1, c[n + n] - bz2));
        slope = new Cartesian(
            Math.FusedMultiplyAdd(x, dx1, bx1 - dx2),
            Math.FusedMultiplyAdd(x, dy1, by1 - dy2),
            Math.FusedMultiplyAdd(x, dz1, bz1 - dz2));
    }
}
