namespace Ephemeris.Api.Events;

/// <summary>Zeros of a smooth function of time.</summary>
internal static class RootSearch
{
    private const int MostSteps = 100;

    /// <summary>All sign changes found at a step, refined.</summary>
    /// <param name="f">Function of seconds; where it is an angle, degrees wrapped to ±180, so that a jump by a turn is no zero.</param>
    /// <param name="from">Start, s.</param>
    /// <param name="to">End, s.</param>
    /// <param name="step">Step, s: shorter than half the distance of two zeros.</param>
    /// <param name="tolerance">Precision of a zero, s.</param>
    /// <returns>Zeros in order, each with whether the function rises through it.</returns>
    public static IEnumerable<(double At, bool Rising)> Zeros(Func<double, double> f, double from, double to, double step, double tolerance)
    {
        var (a, fa) = (from, f(from));
        while (a < to)
        {
            var b = Math.Min(a + step, to);
            var fb = f(b);
            // A value that is zero belongs to the interval it ends, so that none is found twice.
            if (((fa < 0.0 && fb >= 0.0) || (fa > 0.0 && fb <= 0.0)) && Math.Abs(fa - fb) < 180.0)
            {
                yield return (Refine(f, a, fa, b, fb, tolerance), fb >= fa);
            }

            (a, fa) = (b, fb);
        }
    }

    /// <summary>The zero between two values of opposite sign: regula falsi with the Illinois correction.</summary>
    public static double Refine(Func<double, double> f, double a, double fa, double b, double fb, double tolerance)
    {
        for (var step = 0; step < MostSteps && Math.Abs(b - a) > tolerance && fa != fb; step++)
        {
            var c = Math.Clamp(b - (fb * (b - a) / (fb - fa)), Math.Min(a, b), Math.Max(a, b));
            var fc = f(c);
            if (fc == 0.0)
            {
                return c;
            }

            if (fc > 0.0 != fb > 0.0)
            {
                (a, fa) = (b, fb);
            }
            else
            {
                fa /= 2.0;
            }

            var change = Math.Abs(c - b);
            (b, fb) = (c, fc);
            if (change < tolerance / 4.0)
            {
                break;
            }
        }

        return Math.Abs(fa) < Math.Abs(fb) ? a : b;
    }

    /// <summary>Where a function with one minimum between two times has it: golden section.</summary>
    public static double Minimum(Func<double, double> f, double a, double b, double tolerance)
    {
        const double Golden = 0.6180339887498949;
        var (c, d) = (b - (Golden * (b - a)), a + (Golden * (b - a)));
        var (fc, fd) = (f(c), f(d));
        while (b - a > tolerance)
        {
            if (fc < fd)
            {
                (b, d, fd) = (d, c, fc);
                c = b - (Golden * (b - a));
                fc = f(c);
            }
            else
            {
                (a, c, fc) = (c, d, fd);
                d = a + (Golden * (b - a));
                fd = f(d);
            }
        }

        return (a + b) / 2.0;
    }
}
