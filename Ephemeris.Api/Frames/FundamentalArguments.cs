namespace Ephemeris.Api.Frames;

/// <summary>
/// Fundamental arguments of the lunisolar theory and mean longitudes of the planets (IERS Conventions 2003/2010, 5.43 and
/// 5.44), rad, wrapped to one turn. <c>t</c> is Julian centuries of TDB (or TT: the difference is far below use).
/// </summary>
internal static class FundamentalArguments
{
    private const double TurnArcsec = 1296000.0;

    public static double MoonAnomaly(double t) =>
        Arcsec(485868.249036 + (t * (1717915923.2178 + (t * (31.8792 + (t * (0.051635 + (t * -0.00024470))))))));

    public static double SunAnomaly(double t) =>
        Arcsec(1287104.793048 + (t * (129596581.0481 + (t * (-0.5532 + (t * (0.000136 + (t * -0.00001149))))))));

    public static double MoonLatitudeArgument(double t) =>
        Arcsec(335779.526232 + (t * (1739527262.8478 + (t * (-12.7512 + (t * (-0.001037 + (t * 0.00000417))))))));

    public static double Elongation(double t) =>
        Arcsec(1072260.703692 + (t * (1602961601.2090 + (t * (-6.3706 + (t * (0.006593 + (t * -0.00003169))))))));

    public static double MoonNode(double t) =>
        Arcsec(450160.398036 + (t * (-6962890.5431 + (t * (7.4722 + (t * (0.007702 + (t * -0.00005939))))))));

    public static double Mercury(double t) => Angles.WrapRad(4.402608842 + (2608.7903141574 * t));

    public static double Venus(double t) => Angles.WrapRad(3.176146697 + (1021.3285546211 * t));

    public static double Earth(double t) => Angles.WrapRad(1.753470314 + (628.3075849991 * t));

    public static double Mars(double t) => Angles.WrapRad(6.203480913 + (334.0612426700 * t));

    public static double Jupiter(double t) => Angles.WrapRad(0.599546497 + (52.9690962641 * t));

    public static double Saturn(double t) => Angles.WrapRad(0.874016757 + (21.3299104960 * t));

    public static double Uranus(double t) => Angles.WrapRad(5.481293872 + (7.4781598567 * t));

    public static double GeneralPrecession(double t) => ((0.00000538691 * t) + 0.024381750) * t;

    private static double Arcsec(double arcsec) => arcsec % TurnArcsec * Angles.ArcsecToRad;
}
