using System.Runtime.Intrinsics;
using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Tests.Proofs.Group;

public class MultiScalarTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(40)]
    [InlineData(700)]
    public void Sum_RandomAndEdgeScalars_AgreesWithSeparateMultiples(int count)
    {
        var scalars = Scalars(count);
        var expected = Point.Identity;
        for (var i = 0; i < count; i++)
        {
            expected += (Point.Identity + Generators.Bases[i]).MultiplyVariableTime(scalars[i]);
        }

        Assert.True(Ristretto.Equal(expected, MultiScalar.Sum(Generators.FirstBases(2048)[..count], scalars)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(513)]
    [InlineData(2048)]
    [InlineData(12_000)]
    public void Sum_OnEveryPath_GivesTheSamePoint(int count)
    {
        var points = Enumerable.Range(0, count).Select(i => Generators.Bases[i % 2048]).ToArray();
        Scalar[][] cases = [Scalars(count), [.. Enumerable.Repeat(Scalar.Random(), count)], new Scalar[count]];
        foreach (var scalars in cases)
        {
            var expected = Ristretto.Encode(MultiScalar.Sum(points, scalars, MultiScalar.WindowSums));
            if (EightLanes.IsSupported)
            {
                Assert.Equal(expected, Ristretto.Encode(MultiScalar.Sum(
                    points, scalars, LaneMultiScalar<Vector512<ulong>, EightLanes>.WindowSums)));
            }

            if (FourLanes.IsSupported)
            {
                Assert.Equal(expected, Ristretto.Encode(MultiScalar.Sum(
                    points, scalars, LaneMultiScalar<Vector256<ulong>, FourLanes>.WindowSums)));
            }
        }
    }

    [Fact]
    public void FixedBase_RandomAndEdgeScalars_AgreesWithMultiply()
    {
        var table = new FixedBase(Generators.H);
        for (var i = 0; i < 40; i++)
        {
            var k = i switch { 0 => Scalar.Zero, 1 => -Scalar.One, 2 => Scalar.From(128), 3 => Scalar.From(129), _ => Scalar.Random() };
            Assert.True(Ristretto.Equal(table.Multiply(k), Generators.H.MultiplyVariableTime(k)));
        }
    }

    /// <summary>Random ones, and those around which the digits change sign: 0, ±1, 2^251, half of ℓ.</summary>
    private static Scalar[] Scalars(int count) => [.. Enumerable.Range(0, count).Select(i => (i % 7) switch
    {
        0 => Scalar.Zero,
        1 => -Scalar.One,
        2 => Scalar.From(-(i + 1)),
        3 => Scalar.From((System.Numerics.BigInteger.One << 251) - 3 + (i / 7 % 7)),
        4 => Scalar.From((Scalar.Order / 2) - 3 + (i / 7 % 7)),
        _ => Scalar.Random(),
    })];
}
