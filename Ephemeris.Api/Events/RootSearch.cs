namespace Ephemeris.Api.Events;

/// <summary>Zeros of a smooth function of time.</summary>
internal static class RootSearch
{
    private const int MostSteps = 100;

    // A turning point need only be found so well that it shows on which side of zero it lies.
    private const double TurnToleranceSeconds = 1.0;

    /// <summary>All zeros, found by their changes of sign at a step or by a turning point between two that have none, refined.</summary>
    /// <param name="f">Function of seconds; where it is an angle, degrees wrapped to ± half a turn, so that a jump by a turn is no zero.</param>
    /// <param name="from">Start, s.</param>
    /// <param name="to">End, s.</param>
    /// <param name="step">Step, s, in which the function turns at most once.</param>
    /// <param name="tolerance">Precision of a zero, s.</param>
    /// <param name="turn">What the function jumps by.</param>
    /// <returns>Zeros in order, each with whether the function rises through it.</returns>
    public static IEnumerable<(double At, bool Rising)> Zeros(
        Func<double, double> f, double from, double to, double step, double tolerance, double turn = 360.0)
    {
        var (a, fa) = (from, f(from));
        var (before, fBefore) = (a, fa);
        while (a < to)
        {
            var b = Math.Min(a + step, to);
            var fb = f(b);
            var isSteady = Math.Abs(fa - fb) < turn / 2.0 && Math.Abs(fBefore - fa) < turn / 2.0;
            // A value that is zero belongs to the interval it ends, so that none is found twice.
            if (((fa < 0.0 && fb >= 0.0) || (fa > 0.0 && fb <= 0.0)) && Math.Abs(fa - fb) < turn / 2.0)
            {
                yield return (Refine(f, a, fa, b, fb, tolerance), fb >= fa);
            }
            else if (isSteady && Turns(fBefore, fa, fb))
            {
                // A retrograde body may cross a line and come back within a step.
                var sign = Math.Sign(fa);
                var extreme = Minimum(t => sign * f(t), before, b, TurnToleranceSeconds);
                var fExtreme = f(extreme);
                if (sign * fExtreme < 0.0)
                {
                    yield return (Refine(f, before, fBefore, extreme, fExtreme, tolerance), fExtreme > 0.0);
                    yield return (Refine(f, extreme, fExtreme, b, fb, tolerance), fExtreme < 0.0);
                }
            }

            (before, fBefore) = (a, fa);
            (a, fa) = (b, fb);
        }
    }

    /// <summary>Whether a function may reach zero between three of its values of one sign: the middle one is nearest, by no more than the others are off it.</summary>
    private static bool Turns(double before, double middle, double after)
    {
        var sign = Math.Sign(middle);
        return sign != 0 && sign * before > 0.0 && sign * after > 0.0
            && Math.Abs(middle) <= Math.Abs(before) && Math.Abs(middle) < Math.Abs(after)
            && Math.Abs(middle) <= Math.Abs(before - middle) + Math.Abs(after - middle);
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
