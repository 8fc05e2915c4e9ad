using System.Numerics;
using Ephemeris.Api.Time;

namespace Ephemeris.Api.Frames;

/// <summary>Nutation of the true equator and equinox against the mean ones.</summary>
/// <param name="DeltaPsi">In longitude, Δψ, rad.</param>
/// <param name="DeltaEpsilon">In obliquity, Δε, rad.</param>
public readonly record struct NutationAngles(double DeltaPsi, double DeltaEpsilon)
{
    /// <summary>dΔψ/dt, rad per Julian century.</summary>
    public double DeltaPsiRate { get; init; }
}

/// <summary>
/// Nutation IAU 2000A_R06: the 678 luni-solar and 687 planetary terms of MHB2000 (Mathews, Herring and Buffett 2002; IERS
/// Conventions 2003), with the adjustment of IAU 2006 for the new precession (Wallace and Capitaine 2006, A&amp;A 459, 981).
/// </summary>
/// <remarks>
/// Every term is an angle of small integers times fourteen arguments. The terms lie in columns, one array per argument, so
/// that a vector of terms is summed at a time; the last vector is filled with zero amplitudes.
/// </remarks>
public static class Nutation
{
    private const double TenthMicroarcsec = 1e-7 * Angles.ArcsecToRad;

    // Linear rates of the arguments, rad per century, for dΔψ/dt; in the order of the series' columns.
    private static readonly double[] DelaunayRates =
    [
        1717915923.2178 * Angles.ArcsecToRad, 129596581.0481 * Angles.ArcsecToRad, 1739527262.8478 * Angles.ArcsecToRad,
        1602961601.2090 * Angles.ArcsecToRad, -6962890.5431 * Angles.ArcsecToRad,
    ];

    private static readonly double[] PlanetaryRates =
    [
        8328.6914269554, 8433.466158131, 7771.3771468121, -33.757045, 2608.7903141574, 1021.3285546211, 628.3075849991,
        334.0612426700, 52.9690962641, 21.3299104960, 7.4781598567, 3.8127774000, 0.02438175,
    ];

    private static readonly Series LuniSolar = Series.LoadLuniSolar();
    private static readonly Series Planetary = Series.LoadPlanetary();

    /// <summary>Nutation IAU 2000A adjusted to IAU 2006 (ERFA's Nut06a).</summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    public static NutationAngles Iau2000A06(double t)
    {
        var nutation = Iau2000A(t);
        // The secular change of the Earth's dynamical form, which IAU 2000A leaves out.
        var j2Rate = -2.7774e-6 * t;
        return new NutationAngles(
            nutation.DeltaPsi * (1.0 + 0.4697e-6 + j2Rate),
            nutation.DeltaEpsilon * (1.0 + j2Rate))
        {
            DeltaPsiRate = nutation.DeltaPsiRate,
        };
    }

    /// <summary>Nutation IAU 2000A as first published (ERFA's Nut00a).</summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    public static NutationAngles Iau2000A(double t)
    {
        // MHB2000 took two of the five Delaunay arguments and all of the planetary ones with slightly other constants.
        ReadOnlySpan<double> luniSolar =
        [
            FundamentalArguments.MoonAnomaly(t),
            Arcsec(1287104.79305 + (t * (129596581.0481 + (t * (-0.5532 + (t * (0.000136 + (t * -0.00001149)))))))),
            FundamentalArguments.MoonLatitudeArgument(t),
            Arcsec(1072260.70369 + (t * (1602961601.2090 + (t * (-6.3706 + (t * (0.006593 + (t * -0.00003169)))))))),
            FundamentalArguments.MoonNode(t),
        ];
        ReadOnlySpan<double> planetary =
        [
            Angles.WrapRad(2.35555598 + (8328.6914269554 * t)),
            Angles.WrapRad(1.627905234 + (8433.466158131 * t)),
            Angles.WrapRad(5.198466741 + (7771.3771468121 * t)),
            Angles.WrapRad(2.18243920 - (33.757045 * t)),
            FundamentalArguments.Mercury(t),
            FundamentalArguments.Venus(t),
            FundamentalArguments.Earth(t),
            FundamentalArguments.Mars(t),
            FundamentalArguments.Jupiter(t),
            FundamentalArguments.Saturn(t),
            FundamentalArguments.Uranus(t),
            Angles.WrapRad(5.321159000 + (3.8127774000 * t)),
            FundamentalArguments.GeneralPrecession(t),
        ];
        var a = LuniSolar.Sum(luniSolar, t);
        var b = Planetary.Sum(planetary, t);
        return new NutationAngles(
            (a.DeltaPsi + b.DeltaPsi) * TenthMicroarcsec, (a.DeltaEpsilon + b.DeltaEpsilon) * TenthMicroarcsec)
        {
            DeltaPsiRate = (a.DeltaPsiRate + b.DeltaPsiRate) * TenthMicroarcsec,
        };
    }

    private static double Arcsec(double arcsec) => arcsec % 1296000.0 * Angles.ArcsecToRad;

    /// <summary>One of the two series, by columns.</summary>
    private sealed class Series
    {
        private readonly double[][] _multipliers;
        private readonly double[] _psiSin;
        private readonly double[] _psiSinRate;
        private readonly double[] _psiCos;
        private readonly double[] _epsCos;
        private readonly double[] _epsCosRate;
        private readonly double[] _epsSin;
        private readonly double[] _frequency;

        private Series(
            List<double[]> rows, double[] frequencies, int psiSin, int psiSinRate, int psiCos, int epsCos, int epsCosRate, int epsSin)
        {
            var arguments = frequencies.Length;
            var width = Vector<double>.Count;
            var length = (rows.Count + width - 1) / width * width;
            double[] Column(int index)
            {
                var column = new double[length];
                for (var i = 0; index >= 0 && i < rows.Count; i++)
                {
                    column[i] = rows[i][index];
                }

                return column;
            }

            _multipliers = [.. Enumerable.Range(0, arguments).Select(Column)];
            (_psiSin, _psiSinRate, _psiCos) = (Column(psiSin), Column(psiSinRate), Column(psiCos));
            (_epsCos, _epsCosRate, _epsSin) = (Column(epsCos), Column(epsCosRate), Column(epsSin));
            _frequency = new double[length];
            for (var i = 0; i < rows.Count; i++)
            {
                _frequency[i] = frequencies.Select((frequency, k) => frequency * rows[i][k]).Sum();
            }
        }

        public static Series LoadLuniSolar() =>
            new(Rows("nutation_iau2000a_lunisolar.csv"), DelaunayRates, 5, 6, 7, 8, 9, 10);

        public static Series LoadPlanetary() =>
            new(Rows("nutation_iau2000a_planetary.csv"), PlanetaryRates, 13, -1, 14, 16, -1, 15);

        /// <summary>Σ (A + A't) sin + B cos for Δψ and (C + C't) cos + D sin for Δε, 0.1 µas, from the last term to the first.</summary>
        public NutationAngles Sum(ReadOnlySpan<double> arguments, double t)
        {
            var time = new Vector<double>(t);
            var psi = Vector<double>.Zero;
            var eps = Vector<double>.Zero;
            var rate = Vector<double>.Zero;
            var width = Vector<double>.Count;
            for (var i = _psiSin.Length - width; i >= 0; i -= width)
            {
                var angle = Vector<double>.Zero;
                for (var k = 0; k < arguments.Length; k++)
                {
                    angle += new Vector<double>(_multipliers[k], i) * arguments[k];
                }

                var (sin, cos) = Vector.SinCos(angle);
                var psiSin = new Vector<double>(_psiSin, i) + (time * new Vector<double>(_psiSinRate, i));
                var psiCos = new Vector<double>(_psiCos, i);
                psi += (psiSin * sin) + (psiCos * cos);
                rate += ((psiSin * cos) - (psiCos * sin)) * new Vector<double>(_frequency, i);
                eps += (new Vector<double>(_epsCos, i) + (time * new Vector<double>(_epsCosRate, i))) * cos
                    + (new Vector<double>(_epsSin, i) * sin);
            }

            return new NutationAngles(Vector.Sum(psi), Vector.Sum(eps)) { DeltaPsiRate = Vector.Sum(rate) };
        }

        private static List<double[]> Rows(string name) =>
            [.. EmbeddedTable.Rows(name).Select(row => Array.ConvertAll(row, EmbeddedTable.Number))];
    }
}
