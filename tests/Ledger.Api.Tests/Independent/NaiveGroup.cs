using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Ledger.Api.Tests.Independent;

/// <summary>
/// ristretto255 on big integers, written from RFC 9496 alone and sharing nothing with the service: slow, plain, and
/// therefore a witness against mistakes that the service would repeat on both sides.
/// </summary>
internal static class NaiveGroup
{
    public static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;
    public static readonly BigInteger L =
        BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);

    private static readonly BigInteger D = Mod(-121665 * Inverse(121666));
    private static readonly BigInteger I = BigInteger.ModPow(2, (P - 1) / 4, P);

    public readonly record struct Element(BigInteger X, BigInteger Y, BigInteger Z, BigInteger T);

    public static Element Zero => new(0, 1, 1, 0);

    public static BigInteger Mod(BigInteger a) => ((a % P) + P) % P;

    public static Element Add(Element p, Element q)
    {
        // x3 = (x1·y2 + y1·x2)/(1 + d·x1·x2·y1·y2), y3 = (y1·y2 + x1·x2)/(1 − d·x1·x2·y1·y2), with Z as denominator.
        var a = p.X * q.X % P;
        var b = p.Y * q.Y % P;
        var c = p.T * q.T % P * D % P;
        var z = p.Z * q.Z % P;
        var e = Mod(((p.X + p.Y) * (q.X + q.Y)) - a - b);
        var (f, g, h) = (Mod(z - c), Mod(z + c), Mod(b + a));
        return new(e * f % P, g * h % P, f * g % P, e * h % P);
    }

    public static Element Multiply(BigInteger k, Element p) => Sum([(k, p)]);

    /// <summary>
    /// Σ k·P, a byte of all k at a time: with B_d the sum of the P whose k has the byte d, Σ d·B_d is the sum over d of the
    /// running sums B_255 + … + B_d.
    /// </summary>
    public static Element Sum(IReadOnlyList<(BigInteger K, Element P)> terms)
    {
        var bytes = terms.Select(t => (K: (((t.K % L) + L) % L).ToByteArray(isUnsigned: true), t.P)).ToArray();
        var sum = Zero;
        for (var i = 31; i >= 0; i--)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                sum = Add(sum, sum);
            }

            var buckets = Enumerable.Repeat(Zero, 256).ToArray();
            foreach (var (k, p) in bytes.Where(t => i < t.K.Length && t.K[i] != 0))
            {
                buckets[k[i]] = Add(buckets[k[i]], p);
            }

            var running = Zero;
            for (var d = 255; d > 0; d--)
            {
                running = Add(running, buckets[d]);
                sum = Add(sum, running);
            }
        }

        return sum;
    }

    /// <summary>RFC 9496 §4.3.1; throws for every refusal.</summary>
    public static Element Decode(ReadOnlySpan<byte> encoding)
    {
        var s = new BigInteger(encoding, isUnsigned: true);
        if (encoding.Length != 32 || s >= P || !s.IsEven)
        {
            throw new FormatException("not a canonical encoding");
        }

        var ss = s * s % P;
        var (u1, u2) = (Mod(1 - ss), Mod(1 + ss));
        var v = Mod((-(D * u1 % P * u1)) - (u2 * u2));
        var (square, root) = SquareRootRatio(1, v * u2 % P * u2 % P);
        var x = 2 * s * root % P * u2 % P;
        x = x.IsEven ? x : P - x;
        var y = u1 * root % P * root % P * u2 % P * v % P;
        var t = x * y % P;
        return square && t.IsEven && !y.IsZero
            ? new(x, y, 1, t)
            : throw new FormatException("not the encoding of an element");
    }

    public static bool IsZero(Element p) => p.X.IsZero || p.Y.IsZero;

    /// <summary>map64(SHA-512("zkpdl/v1/gen/"‖tag‖LE32(i))).</summary>
    public static Element Generator(string tag, int i)
    {
        var hash = SHA512.HashData([.. Encoding.ASCII.GetBytes("zkpdl/v1/gen/" + tag), .. BitConverter.GetBytes(i)]);
        return Add(Map(hash.AsSpan(0, 32)), Map(hash.AsSpan(32, 32)));
    }

    private static Element Map(ReadOnlySpan<byte> half)
    {
        var t = (new BigInteger(half, isUnsigned: true) & ((BigInteger.One << 255) - 1)) % P;
        var r = I * t % P * t % P;
        var u = (r + 1) * (1 - (D * D % P)) % P;
        var v = (-1 - (r * D)) * (r + D) % P;
        var (square, s) = SquareRootRatio(Mod(u), Mod(v));
        var c = square ? -1 : r;
        if (!square)
        {
            s = s * t % P;
            s = s.IsEven ? Mod(-s) : s;
        }

        var n = (c * (r - 1) % P * (D - 1) % P * (D - 1) % P) - v;
        var (_, rootAdMinusOne) = SquareRootRatio(Mod(-D - 1), 1);
        rootAdMinusOne = P - rootAdMinusOne; // the RFC's constant is the odd root
        var (w0, w1, w2, w3) = (Mod(2 * s * v), Mod(n * rootAdMinusOne), Mod(1 - (s * s)), Mod(1 + (s * s)));
        return new(w0 * w3 % P, w2 * w1 % P, w1 * w3 % P, w0 * w2 % P);
    }

    private static (bool WasSquare, BigInteger Root) SquareRootRatio(BigInteger u, BigInteger v)
    {
        var ratio = u * Inverse(v) % P;
        var square = BigInteger.ModPow(ratio, (P - 1) / 2, P) <= 1;
        var root = Root(square ? ratio : ratio * I % P);
        return (square, root.IsEven ? root : P - root);
    }

    /// <summary>p = 5 mod 8: a^((p+3)/8), times √−1 when that squares to −a.</summary>
    private static BigInteger Root(BigInteger a)
    {
        var root = BigInteger.ModPow(a, (P + 3) / 8, P);
        return root * root % P == a ? root : root * I % P;
    }

    private static BigInteger Inverse(BigInteger a) => BigInteger.ModPow(Mod(a), P - 2, P);
}
