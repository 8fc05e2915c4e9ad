using System.Numerics;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Tests.Proofs.Group;

public class ScalarTests
{
    [Fact]
    public void Arithmetic_RandomAndEdgeValues_AgreesWithBigIntegers()
    {
        var l = Scalar.Order;
        var random = new Random(2);
        List<BigInteger> values = [0, 1, 2, l - 1, l - 2, (l - 1) / 2, BigInteger.One << 252, (BigInteger.One << 128) - 1];
        var bytes = new byte[64];
        while (values.Count < 60)
        {
            random.NextBytes(bytes);
            values.Add(new BigInteger(bytes, isUnsigned: true) % l);
        }

        foreach (var a in values)
        {
            foreach (var b in values)
            {
                var (x, y) = (Scalar.From(a), Scalar.From(b));
                Assert.Equal((a + b) % l, To(x + y));
                Assert.Equal((a - b + l) % l, To(x - y));
                Assert.Equal(a * b % l, To(x * y));
            }

            Assert.Equal(BigInteger.ModPow(a, l - 2, l), To(Scalar.From(a).Invert()));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void From_SignedInteger_GivesResidue(long value) =>
        Assert.Equal((value + Scalar.Order) % Scalar.Order, To(Scalar.From(value)));

    [Fact]
    public void Times_SignedIntegers_AgreesWithProduct()
    {
        var random = new Random(5);
        for (var i = 0; i < 2000; i++)
        {
            var k = (i % 4) switch { 0 => long.MinValue, 1 => long.MaxValue, 2 => i - 1000L, _ => random.NextInt64() };
            var a = (i % 3) switch { 0 => -Scalar.One, 1 => Scalar.From(i), _ => Scalar.Random() };
            Assert.Equal(a * Scalar.From(k), a.Times(k));
        }
    }

    [Fact]
    public void FromWide_RandomAndLargest_ReducesModOrder()
    {
        var random = new Random(3);
        var bytes = new byte[64];
        Array.Fill(bytes, (byte)255);
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(new BigInteger(bytes, isUnsigned: true) % Scalar.Order, To(Scalar.FromWide(bytes)));
            random.NextBytes(bytes);
        }
    }

    [Fact]
    public void Read_OrderAndAbove_IsRefused()
    {
        var bytes = new byte[32];
        foreach (var (value, accepted) in new[]
        {
            (Scalar.Order - 1, true), (Scalar.Order, false), (Scalar.Order + 1, false),
            ((BigInteger.One << 256) - 1, false), (BigInteger.Zero, true),
        })
        {
            Array.Clear(bytes);
            value.TryWriteBytes(bytes, out _, isUnsigned: true);
            Assert.Equal(accepted, Scalar.TryRead(bytes, out var scalar));
            if (accepted)
            {
                Assert.Equal(bytes, scalar.ToBytes());
            }
        }

        Assert.False(Scalar.TryRead(bytes.AsSpan(1), out _));
    }

    [Fact]
    public void Reduce_WideSums_AgreesWithBigIntegers()
    {
        var random = new Random(4);
        var bytes = new byte[72];
        var r = BigInteger.ModPow(2, 256 * (Scalar.Order - 2), Scalar.Order);
        for (var i = 0; i < 200; i++)
        {
            random.NextBytes(bytes);
            var limbs = new ulong[9];
            Buffer.BlockCopy(bytes, 0, limbs, 0, 72);
            // The result is a Montgomery form, so its value carries one more factor 2^−256.
            Assert.Equal(new BigInteger(bytes, isUnsigned: true) * r * r % Scalar.Order, To(Scalar.Reduce(limbs)));
            Assert.Equal(
                new BigInteger(bytes.AsSpan(0, 48), isUnsigned: true) * r % Scalar.Order,
                To(Scalar.ReduceForms(limbs.AsSpan(0, 6))));
        }
    }

    [Fact]
    public void ProductSum_OfLargestAndRandomFactors_IsTheSumOfProducts()
    {
        var sum = default(ProductSum);
        var expected = Scalar.Zero;
        for (var i = 0; i < 2_000; i++)
        {
            var (a, b) = i < 1_000 ? (-Scalar.One, -Scalar.One) : (Scalar.Random(), Scalar.Random());
            sum.Add(a, b);
            expected += a * b;
            Assert.Equal(expected, sum.Value);
        }
    }

    private static BigInteger To(Scalar scalar) => new(scalar.ToBytes(), isUnsigned: true);
}
