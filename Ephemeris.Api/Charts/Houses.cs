using Ephemeris.Api.Frames;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Charts;

/// <summary>Angles and cusps of one moment and place, ecliptic longitudes of date, tropical, degrees in [0, 360).</summary>
/// <param name="Ascendant">Degree of the ecliptic on the eastern horizon.</param>
/// <param name="Midheaven">Degree of the ecliptic on the meridian.</param>
/// <param name="Vertex">Degree of the ecliptic on the western prime vertical.</param>
/// <param name="Cusps">Cusps of houses 1 to 12, in that order.</param>
/// <param name="RunBackward">True where, beyond a polar circle, the houses follow each other against the signs.</param>
public sealed record HouseCusps(double Ascendant, double Midheaven, double Vertex, IReadOnlyList<double> Cusps, bool RunBackward);

/// <summary>House cusps from sidereal time, obliquity and latitude alone. All angles in degrees.</summary>
/// <remarks>
/// Every intermediate cusp lies where the ecliptic meets a position circle, and such a circle is an horizon of another place:
/// one that crosses the equator at the right ascension x and has the pole's height f. So <c>Rising</c>, the ascendant
/// of any place, gives all cusps; the systems differ in x and f (Meeus, Astronomical Algorithms, chapter 14; Holden, The
/// Elements of House Division). Placidus' circles have no such closed form and are iterated.
/// <para>
/// Beyond a polar circle the rising degree may stand on the wrong side of the meridian. As the Swiss Ephemeris does, the
/// ascendant is then exchanged with the descendant for equal, whole-sign and Porphyry houses, and all cusps are turned by 180°
/// for Regiomontanus and Campanus.
/// </para>
/// </remarks>
public static class Houses
{
    /// <summary>Placidus and Koch are refused beyond this latitude, degrees.</summary>
    public const double PolarLimitDeg = 66.5;

    /// <summary>Change between the last two iterations of a Placidus cusp, degrees.</summary>
    private const double PlacidusToleranceDeg = 1e-9;

    // Newton's steps shrink quadratically; at the limit's slowest cusp seven are needed.
    private const int MostSteps = 50;

    // The horizon of a pole does not cross the equator in a point: a hair's breadth beside it, it does.
    private const double MostLatitudeDeg = 90.0 - 1e-10;

    /// <summary>Computes angles and cusps.</summary>
    /// <param name="system">House system.</param>
    /// <param name="armcDeg">Right ascension of the meridian: local sidereal time.</param>
    /// <param name="obliquityDeg">Obliquity of the ecliptic.</param>
    /// <param name="latitudeDeg">Geographic latitude, −90…90.</param>
    /// <returns>The cusps, or <see cref="HousesUndefined"/> where the system has none.</returns>
    public static Outcome<HouseCusps> Compute(HouseSystem system, double armcDeg, double obliquityDeg, double latitudeDeg)
    {
        var latitude = Math.Clamp(latitudeDeg, -MostLatitudeDeg, MostLatitudeDeg);
        var isPolar = Math.Abs(latitude) >= 90.0 - obliquityDeg;
        if (system is HouseSystem.Placidus or HouseSystem.Koch && (isPolar || Math.Abs(latitudeDeg) > PolarLimitDeg))
        {
            return new HousesUndefined(HouseWords.Of(system), latitudeDeg);
        }

        var sphere = new Sphere(armcDeg, obliquityDeg, latitude);
        var mc = sphere.OnMeridian(armcDeg);
        var ascendant = sphere.Rising(armcDeg + 90.0, latitude);
        var isExchanged = isPolar && Angles.WrapSignedDeg(ascendant - mc) < 0.0;
        var turnsAll = isExchanged && system is HouseSystem.Regiomontanus or HouseSystem.Campanus;
        if (isExchanged && !turnsAll)
        {
            ascendant = Opposite(ascendant);
        }

        var (second, third, eleventh, twelfth) = system switch
        {
            HouseSystem.Placidus => sphere.Placidus(),
            HouseSystem.Koch => sphere.Koch(mc),
            HouseSystem.Porphyry => Porphyry(ascendant, mc),
            HouseSystem.Regiomontanus => sphere.Regiomontanus(),
            HouseSystem.Campanus => sphere.Campanus(),
            _ => (ascendant + 30.0, ascendant + 60.0, ascendant - 60.0, ascendant - 30.0),
        };
        var tenth = system == HouseSystem.Equal ? ascendant - 90.0 : mc;
        double[] upper = [tenth, eleventh, twelfth, ascendant, second, third];
        var turn = turnsAll && isExchanged ? 180.0 : 0.0;
        var cusps = new double[12];
        for (var i = 0; i < upper.Length; i++)
        {
            // The list starts at the tenth house; the fourth to the ninth stand opposite.
            cusps[(i + 9) % 12] = Angles.WrapDeg(upper[i] + turn);
            cusps[(i + 3) % 12] = Angles.WrapDeg(upper[i] + turn + 180.0);
        }

        if (system == HouseSystem.WholeSign)
        {
            var sign = Math.Floor(ascendant / 30.0) * 30.0;
            cusps = [.. Enumerable.Range(0, 12).Select(house => Angles.WrapDeg(sign + (30.0 * house)))];
        }

        return new HouseCusps(
            Angles.WrapDeg(ascendant + turn), Angles.WrapDeg(mc + turn), sphere.Vertex(mc), cusps, turn != 0.0);
    }

    private static (double Second, double Third, double Eleventh, double Twelfth) Porphyry(double ascendant, double mc)
    {
        var quadrant = Angles.WrapSignedDeg(ascendant - mc);
        var rest = 180.0 - quadrant;
        return (ascendant + (rest / 3.0), ascendant + (rest * 2.0 / 3.0), mc + (quadrant / 3.0), mc + (quadrant * 2.0 / 3.0));
    }

    private static double Opposite(double longitude) => Angles.WrapDeg(longitude + 180.0);

    /// <summary>The celestial sphere over a place, with the trigonometry that all systems need.</summary>
    private readonly struct Sphere(double armc, double obliquity, double latitude)
    {
        private readonly double _sinObliquity = Sin(obliquity);
        private readonly double _cosObliquity = Cos(obliquity);

        /// <summary>Degree of the ecliptic with a right ascension.</summary>
        public double OnMeridian(double rightAscension) => Atan2(Sin(rightAscension), Cos(rightAscension) * _cosObliquity);

        /// <summary>Degree of the ecliptic on the position circle that crosses the equator at <paramref name="x"/> under the pole's height <paramref name="f"/>.</summary>
        public double Rising(double x, double f) => Atan2(Sin(x), (Cos(x) * _cosObliquity) - (Math.Tan(f * Angles.DegToRad) * _sinObliquity));

        /// <summary>The prime vertical is the horizon of the colatitude, met in the west; in the tropics kept on that side of the meridian.</summary>
        public double Vertex(double mc)
        {
            var vertex = Rising(armc - 90.0, latitude >= 0.0 ? 90.0 - latitude : -90.0 - latitude);
            var isStrange = Math.Abs(latitude) <= obliquity && Angles.WrapSignedDeg(vertex - mc) > 0.0;
            return isStrange ? Opposite(vertex) : vertex;
        }

        public (double Second, double Third, double Eleventh, double Twelfth) Regiomontanus()
        {
            // A circle through the north and south points at h from the meridian on the equator has tan f = tan φ sin h.
            var near = Atan(Math.Tan(latitude * Angles.DegToRad) * 0.5);
            var far = Atan(Math.Tan(latitude * Angles.DegToRad) * Cos(30.0));
            return (Rising(armc + 120.0, far), Rising(armc + 150.0, near), Rising(armc + 30.0, near), Rising(armc + 60.0, far));
        }

        public (double Second, double Third, double Eleventh, double Twelfth) Campanus()
        {
            // At z from the zenith on the prime vertical, the circle has sin f = sin φ sin z and meets the equator at
            // tan h = tan z cos φ from the meridian.
            var near = Asin(Sin(latitude) * 0.5);
            var far = Asin(Sin(latitude) * Cos(30.0));
            var nearHour = Atan2(0.5 * Cos(latitude), Cos(30.0));
            var farHour = Atan2(Cos(30.0) * Cos(latitude), 0.5);
            return (
                Rising(armc + 180.0 - farHour, far),
                Rising(armc + 180.0 - nearHour, near),
                Rising(armc + nearHour, near),
                Rising(armc + farHour, far));
        }

        public (double Second, double Third, double Eleventh, double Twelfth) Koch(double mc)
        {
            // Ascensional difference of the midheaven's degree: its semi-arc is 90° plus that.
            var declination = Asin(Sin(mc) * _sinObliquity);
            var third = Asin(Math.Tan(latitude * Angles.DegToRad) * Math.Tan(declination * Angles.DegToRad)) / 3.0;
            return (
                Rising(armc + 120.0 + third, latitude),
                Rising(armc + 150.0 + (2.0 * third), latitude),
                Rising(armc + 30.0 - (2.0 * third), latitude),
                Rising(armc + 60.0 - third, latitude));
        }

        public (double Second, double Third, double Eleventh, double Twelfth) Placidus() => (
            PlacidusCusp(armc + 180.0, -2.0 / 3.0, -1.0),
            PlacidusCusp(armc + 180.0, -1.0 / 3.0, -1.0),
            PlacidusCusp(armc, 1.0 / 3.0, 1.0),
            PlacidusCusp(armc, 2.0 / 3.0, 1.0));

        /// <summary>
        /// The degree of right ascension α = meridian + k (90° + s A(α)): a fraction k of its semi-arc from the meridian, with
        /// the ascensional difference A = asin(tan φ tan ε sin α). Newton's method; the slope lies between 1/3 and 5/3, because
        /// |dA/dα| ≤ |tan φ tan ε| &lt; 1 outside the polar circles.
        /// </summary>
        private double PlacidusCusp(double meridian, double k, double s)
        {
            var slant = Math.Tan(latitude * Angles.DegToRad) * Math.Tan(obliquity * Angles.DegToRad);
            var alpha = meridian + (k * 90.0);
            for (var step = 0; step < MostSteps; step++)
            {
                var sine = slant * Sin(alpha);
                var slope = slant * Cos(alpha) / Math.Sqrt(1.0 - (sine * sine));
                var change = (meridian + (k * (90.0 + (s * Asin(sine)))) - alpha) / (1.0 - (k * s * slope));
                alpha += change;
                if (Math.Abs(change) < PlacidusToleranceDeg)
                {
                    break;
                }
            }

            return OnMeridian(alpha);
        }

        private static double Sin(double degrees) => Math.Sin(degrees * Angles.DegToRad);

        private static double Cos(double degrees) => Math.Cos(degrees * Angles.DegToRad);

        private static double Atan(double x) => Math.Atan(x) * Angles.RadToDeg;

        private static double Asin(double x) => Math.Asin(Math.Clamp(x, -1.0, 1.0)) * Angles.RadToDeg;

        private static double Atan2(double y, double x) => Angles.WrapDeg(Math.Atan2(y, x) * Angles.RadToDeg);
    }
}
