using System.Numerics;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Tests.Proofs.Group;

public class FieldElementTests
{
    private static readonly BigInteger P = (BigInteger.One << 255) - 19;

    [Fact]
    public void Arithmetic_RandomAndEdgeValues_AgreesWithBigIntegers()
    {
        var values = Values(seed: 1, count: 60);
        foreach (var a in values)
        {
            foreach (var b in values)
            {
                var (x, y) = (From(a), From(b));
                Assert.Equal((a + b) % P, To(x + y));
                Assert.Equal((a - b + P) % P, To(x - y));
                Assert.Equal(a * b % P, To(x * y));
                Assert.Equal((a + b) * (a - b + P) % P, To((x + y) * (x - y)));
            }

            Assert.Equal(a * a % P, To(From(a).Square()));
            Assert.Equal((P - a) % P, To(-From(a)));
            Assert.Equal(BigInteger.ModPow(a, P - 2, P), To(From(a).Invert()));
            Assert.Equal(BigInteger.ModPow(a, (P - 5) / 8, P), To(From(a).PowP58()));
        }
    }

    [Fact]
    public void Product_LargestAllowedLimbs_DoesNotOverflow()
    {
        const ulong limb = (1UL << 54) - 1;
        var value = Enumerable.Range(0, 5).Aggregate(BigInteger.Zero, (s, i) => s + (new BigInteger(limb) << (51 * i)));
        var element = new FieldElement(limb, limb, limb, limb, limb);
        Assert.Equal(value * value % P, To(element * element));
        Assert.Equal(value * value % P, To(element.Square()));
    }

    [Fact]
    public void Write_UnreducedValue_GivesLeastResidue()
    {
        foreach (var excess in new BigInteger[] { P, P + 1, P + 18, (BigInteger.One << 255) - 1 })
        {
            Assert.Equal(excess - P, To(From(excess)));
        }
    }

    private static List<BigInteger> Values(int seed, int count)
    {
        var random = new Random(seed);
        List<BigInteger> values = [0, 1, 2, 19, P - 1, P - 2, P - 19, (P - 1) / 2, BigInteger.One << 254];
        var bytes = new byte[32];
        while (values.Count < count)
        {
            random.NextBytes(bytes);
            values.Add(new BigInteger(bytes, isUnsigned: true) % P);
        }

        return values;
    }

    private static FieldElement From(BigInteger value)
    {
        var bytes = new byte[32];
        value.TryWriteBytes(bytes, out _, isUnsigned: true);
        return FieldElement.FromBytes(bytes);
    }

    private static BigInteger To(FieldElement element)
    {
        var bytes = new byte[32];
        element.WriteTo(bytes);
        return new BigInteger(bytes, isUnsigned: true);
    }
}
