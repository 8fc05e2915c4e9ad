using System.Runtime.Intrinsics;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Tests.Proofs.Group;

/// <summary>Vectors of RFC 9496 appendix A, as the contract's cases 5 to 7 quote them.</summary>
public class RistrettoTests
{
    private static readonly string[] Multiples =
    [
        new('0', 64),
        "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76",
        "6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919",
        "94741f5d5d52755ece4f23f044ee27d5d1ea1e2bd196b462166b16152a9d0259",
    ];

    [Fact]
    public void Encode_MultiplesOfBase_GivesRfcVectors()
    {
        var p = Point.Identity;
        foreach (var expected in Multiples)
        {
            Assert.Equal(expected, Convert.ToHexStringLower(Ristretto.Encode(p)));
            p += Point.Base;
        }
    }

    [Fact]
    public void Decode_ValidEncodings_RoundTrips()
    {
        var p = Point.Base;
        for (var i = 0; i < 200; i++)
        {
            var encoding = Ristretto.Encode(p);
            Assert.True(Ristretto.TryDecode(encoding, out var q));
            Assert.True(Ristretto.Equal(p, q));
            Assert.Equal(encoding, Ristretto.Encode(q));
            p = p.Double() + Point.Base;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(77)]
    public void Batch_OfAnyLength_GivesWhatSinglesGive(int count)
    {
        var points = Enumerable.Range(0, count).Select(_ => Point.Base.MultiplyVariableTime(Scalar.Random())).ToArray();
        var singles = points.SelectMany(p => Ristretto.Encode(p)).ToArray();
        var encodings = new byte[singles.Length];
        Ristretto.Encode(points, encodings);
        Assert.Equal(singles, encodings);

        var decoded = new Point[count];
        Assert.True(Ristretto.TryDecode(encodings, decoded));
        Assert.All(points.Zip(decoded), pair => Assert.True(Ristretto.Equal(pair.First, pair.Second)));
        for (var i = 0; i < count; i++)
        {
            var bad = encodings.ToArray();
            Convert.FromHexString("26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371").CopyTo(bad, 32 * i);
            Assert.False(Ristretto.TryDecode(bad, decoded));
        }
    }

    [Fact]
    public void PowP58_TenThousandRandomInputs_EveryPathAgrees()
    {
        var random = new Random(5);
        for (var i = 0; i < 10_000; i += 20)
        {
            var elements = new FieldElement[20];
            foreach (ref var element in elements.AsSpan())
            {
                var bytes = new byte[32];
                random.NextBytes(bytes);
                element = FieldElement.FromBytes(bytes);
            }

            elements[0] = FieldElement.Zero;
            var expected = Array.ConvertAll(elements, element => element.PowP58());
            if (EightLanes.IsSupported)
            {
                Check(expected, elements, LanePowers<Vector512<ulong>, EightLanes>.PowP58);
            }

            if (FourLanes.IsSupported)
            {
                Check(expected, elements, LanePowers<Vector256<ulong>, FourLanes>.PowP58);
            }
        }
    }

    private static void Check(FieldElement[] expected, FieldElement[] elements, SpanAction<FieldElement> power)
    {
        var powers = elements.ToArray();
        power(powers);
        Assert.All(expected.Zip(powers), pair => Assert.Equal(ulong.MaxValue, pair.First.EqualTo(pair.Second)));
    }

    private delegate void SpanAction<T>(Span<T> span);

    [Theory]
    [InlineData("00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")] // not below p, bit 255
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")] // not below p
    [InlineData("f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")] // not below p
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")] // p itself
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")] // negative s
    [InlineData("01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")] // negative s
    [InlineData("26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371")] // not a square
    [InlineData("3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e")] // negative t
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")] // y = 0
    public void Decode_BadEncoding_IsRefused(string hex) =>
        Assert.False(Ristretto.TryDecode(Convert.FromHexString(hex), out _));

    [Fact]
    public void Decode_WrongLength_IsRefused()
    {
        Assert.False(Ristretto.TryDecode(new byte[31], out _));
        Assert.False(Ristretto.TryDecode(new byte[33], out _));
        Assert.True(Ristretto.TryDecode(new byte[32], out _));
    }

    [Fact]
    public void Map64_RfcInput_GivesRfcElement()
    {
        var input = Convert.FromHexString(
            "5d1be09e3d0c82fc538112490e35701979d99e06ca3e2b5b54bffe8b4dc772c1"
            + "4d98b696a1bbfb5ca32c436cc61c16563790306c79eaca7705668b47dffe5bb6");
        Assert.Equal(
            "3066f82a1a747d45120d1740f14358531a8f04bbffe6a819f86dfe50f44a0a46",
            Convert.ToHexStringLower(Ristretto.Encode(Ristretto.Map64(input))));
    }

    [Fact]
    public void Multiply_OrderTimesPoint_IsIdentity()
    {
        var p = Ristretto.Map64(Enumerable.Range(0, 64).Select(i => (byte)(7 * i)).ToArray());
        Assert.True(Ristretto.IsIdentity(p.MultiplyVariableTime(-Scalar.One) + p));
        Assert.False(Ristretto.IsIdentity(p));
        Assert.True(Ristretto.Equal(p.MultiplyVariableTime(Scalar.From(5)), p + p + p + p + p));
        Assert.True(Ristretto.IsIdentity(p - p));
    }
}
