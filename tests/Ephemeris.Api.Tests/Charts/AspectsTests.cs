using Ephemeris.Api.Charts;

namespace Ephemeris.Api.Tests.Charts;

public sealed class AspectsTests
{
    [Theory]
    [InlineData(10.0, 18.0, "conjunction", 8.0, 8.0)]
    [InlineData(359.0, 1.5, "conjunction", 2.5, 2.5)]
    [InlineData(0.0, 172.0, "opposition", 172.0, 8.0)]
    [InlineData(350.0, 116.0, "trine", 126.0, 6.0)]
    [InlineData(200.0, 106.125, "square", 93.88, 3.88)]
    [InlineData(30.0, 94.0, "sextile", 64.0, 4.0)]
    public void Find_WithinTheOrb_NamesTheAspect(double first, double second, string type, double angle, double orb) =>
        Assert.Equal([new Aspect("Sun", "Moon", type, angle, orb)], Aspects.Find([("Sun", first), ("Moon", second)]));

    [Theory]
    [InlineData(10.0, 18.01)]
    [InlineData(0.0, 171.99)]
    [InlineData(0.0, 126.01)]
    [InlineData(0.0, 96.01)]
    [InlineData(0.0, 64.01)]
    [InlineData(0.0, 30.0)]
    public void Find_BeyondTheOrb_IsNone(double first, double second) => Assert.Empty(Aspects.Find([("Sun", first), ("Moon", second)]));

    [Fact]
    public void Find_SeveralBodies_KeepsTheirOrder() => Assert.Equal(
        ["Mars-Sun", "Mars-Moon", "Sun-Moon"],
        Aspects.Find([("Mars", 0.0), ("Sun", 120.0), ("Moon", 240.0)]).Select(aspect => $"{aspect.P1}-{aspect.P2}"));
}
