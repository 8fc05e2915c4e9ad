using System.Globalization;
using Ephemeris.Api.Charts;
using Ephemeris.Api.Frames;

namespace Ephemeris.Api.Tests.Charts;

/// <summary>House cusps against the Swiss Ephemeris (Golden/make_houses.py).</summary>
public sealed class HousesTests
{
    /// <summary>Agreement wanted of closed forms, degrees: rounding of the reference and of either's trigonometry.</summary>
    private const double ClosedFormToleranceDeg = 1e-7;

    /// <summary>The Swiss Ephemeris ends its iteration for Placidus at 1/360000 of a degree.</summary>
    private const double PlacidusToleranceDeg = 1e-5;

    public static TheoryData<string> Systems => [.. Enum.GetValues<HouseSystem>().Select(HouseWords.Of)];

    [Theory]
    [MemberData(nameof(Systems))]
    public void Compute_RandomSkies_MatchesSwissEphemeris(string system)
    {
        var rows = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Charts", "Golden", "houses.csv"))
            .Select(line => line.Split(',')).Where(row => row[0] == system).ToList();
        Assert.True(rows.Count > 80);
        Assert.True(HouseWords.TrySystem(system, out var which));
        foreach (var row in rows)
        {
            var values = Array.ConvertAll(row[1..], text => double.Parse(text, CultureInfo.InvariantCulture));
            Assert.True(Houses.Compute(which, values[0], values[1], values[2]).TryGet(out var houses, out var error), error?.Detail);
            double[] actual = [houses.Ascendant, houses.Midheaven, houses.Vertex, .. houses.Cusps];
            var tolerance = which == HouseSystem.Placidus ? PlacidusToleranceDeg : ClosedFormToleranceDeg;
            for (var i = 0; i < actual.Length; i++)
            {
                Assert.True(
                    Math.Abs(Angles.WrapSignedDeg(actual[i] - values[3 + i])) < tolerance,
                    $"{string.Join(',', row[..4])}: value {i} is {actual[i]:F9}, wanted {values[3 + i]:F9}");
            }
        }
    }

    // Cusp 12 of Placidus stands two thirds of its diurnal semi-arc from the meridian: checked from the definition, not from a
    // reference with its own tolerance.
    [Theory]
    [InlineData(10.0, 23.44, 37.7)]
    [InlineData(200.0, 23.44, -52.0)]
    [InlineData(300.0, 23.9, 66.0)]
    [InlineData(90.0, 23.44, 66.4)]
    public void Compute_Placidus_DividesSemiArcsToTheStatedTolerance(double armc, double obliquity, double latitude)
    {
        Assert.True(Houses.Compute(HouseSystem.Placidus, armc, obliquity, latitude).TryGet(out var houses, out _));
        foreach (var (house, fraction) in new[] { (11, 1.0 / 3.0), (12, 2.0 / 3.0) })
        {
            var longitude = houses.Cusps[house - 1] * Angles.DegToRad;
            var rightAscension = Math.Atan2(Math.Sin(longitude) * Math.Cos(obliquity * Angles.DegToRad), Math.Cos(longitude));
            var declination = Math.Asin(Math.Sin(longitude) * Math.Sin(obliquity * Angles.DegToRad));
            var semiArc = Math.Acos(-Math.Tan(latitude * Angles.DegToRad) * Math.Tan(declination)) * Angles.RadToDeg;
            var fromMeridian = Angles.WrapSignedDeg((rightAscension * Angles.RadToDeg) - armc);
            Assert.Equal(semiArc * fraction, fromMeridian, 1e-8);
        }
    }

    [Theory]
    [InlineData(HouseSystem.Placidus, 66.51, 23.0)]
    [InlineData(HouseSystem.Koch, -66.51, 23.0)]
    [InlineData(HouseSystem.Placidus, 66.3, 23.8)]
    [InlineData(HouseSystem.Koch, 80.0, 23.44)]
    public void Compute_WherePlacidusAndKochHaveNoCusps_IsRefused(HouseSystem system, double latitude, double obliquity)
    {
        var error = Houses.Compute(system, 10.0, obliquity, latitude).Error;
        Assert.Equal(422, error!.Status);
        Assert.Contains("polar", error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HouseSystem.Porphyry)]
    [InlineData(HouseSystem.Regiomontanus)]
    [InlineData(HouseSystem.Campanus)]
    [InlineData(HouseSystem.Equal)]
    [InlineData(HouseSystem.WholeSign)]
    public void Compute_AtThePoles_StillHasTwelveCusps(HouseSystem system)
    {
        foreach (var latitude in new[] { 90.0, -90.0 })
        {
            Assert.True(Houses.Compute(system, 123.0, 23.44, latitude).TryGet(out var houses, out _));
            Assert.Equal(12, houses.Cusps.Count(cusp => cusp is >= 0.0 and < 360.0));
        }
    }

    [Theory]
    [InlineData("Whole_Sign", HouseSystem.WholeSign)]
    [InlineData("KOCH", HouseSystem.Koch)]
    [InlineData(null, HouseSystem.Placidus)]
    public void TrySystem_NamesInAnyForm_AreRead(string? text, HouseSystem expected)
    {
        Assert.True(HouseWords.TrySystem(text, out var system));
        Assert.Equal(expected, system);
    }
}
