using Ephemeris.Api.Charts;

namespace Ephemeris.Api.Tests.Charts;

public sealed class AyanamsaTests
{
    // Contract case 38: Swiss Ephemeris, J2000.0, without nutation [0.0005].
    [Theory]
    [InlineData("lahiri", 23.857092)]
    [InlineData("fagan_bradley", 24.740300)]
    [InlineData("raman", 22.410791)]
    [InlineData("krishnamurti", 23.760240)]
    [InlineData("yukteshwar", 22.478803)]
    [InlineData("fagan_bradley_fixed", 24.216667)]
    public void MeanDeg_J2000_MatchesSwissEphemeris(string id, double expected) =>
        Assert.Equal(expected, Ayanamsa.Find(id)!.MeanDeg(0.0), 0.0005);

    [Theory]
    [InlineData("FAGAN_BRADLEY_DYNAMIC", "fagan_bradley")]
    [InlineData("Fagan-Bradley", "fagan_bradley")]
    [InlineData(" Lahiri ", "lahiri")]
    [InlineData("FAGAN_BRADLEY_FIXED", "fagan_bradley_fixed")]
    public void Find_AliasInAnyCase_IsFound(string id, string expected) => Assert.Equal(expected, Ayanamsa.Find(id)!.Id);

    [Theory]
    [InlineData("")]
    [InlineData("sassanian")]
    public void Find_Unknown_IsNotFound(string id) => Assert.Null(Ayanamsa.Find(id));

    // The reference service's own formulas, evaluated by hand at J2000.0 and a century later.
    [Theory]
    [InlineData("lahiri", 0.0, 23.85144)]
    [InlineData("lahiri", 1.0, 23.85144 + 1.3968777777777778 + 0.000464 - 2e-7)]
    [InlineData("fagan_bradley", 0.0, 24.042222 + (1.396011111111111 * 18262.5 / 36525.0))]
    public void CompatDeg_ReferenceFormulas_AreKept(string id, double centuries, double expected) =>
        Assert.Equal(expected, Ayanamsa.Find(id)!.CompatDeg(centuries), 1e-9);
}
