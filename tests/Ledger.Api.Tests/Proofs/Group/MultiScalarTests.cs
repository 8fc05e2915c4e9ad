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
        var scalars = Enumerable.Range(0, count).Select(i => (i % 5) switch
        {
            0 => Scalar.Zero,
            1 => -Scalar.One,
            2 => Scalar.From(-(i + 1)),
            _ => Scalar.Random(),
        }).ToArray();
        var expected = Point.Identity;
        for (var i = 0; i < count; i++)
        {
            expected += (Point.Identity + Generators.Bases[i]).MultiplyVariableTime(scalars[i]);
        }

        Assert.True(Ristretto.Equal(expected, MultiScalar.Sum(Generators.FirstBases(2048)[..count], scalars)));
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
}
