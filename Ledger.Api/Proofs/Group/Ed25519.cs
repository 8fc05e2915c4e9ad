using System.Security.Cryptography;

namespace Ledger.Api.Proofs.Group;

/// <summary>
/// Ed25519 signatures (RFC 8032 §5.1), pure variant: keys of 32 bytes, signatures of 64. The framework has none.
/// </summary>
/// <remarks>
/// Key derivation and signing take the same steps and memory accesses for every secret; verification sees only public
/// values and need not. Verification is cofactorless (S·B = R + k·A, as encodings), refuses S ≥ ℓ, and refuses
/// encodings of A that are not canonical.
/// </remarks>
public static class Ed25519
{
    /// <summary>Length of a secret seed and of a public key.</summary>
    public const int KeyBytes = 32;

    /// <summary>Length of a signature, R‖S.</summary>
    public const int SignatureBytes = 64;

    private static readonly Lazy<Point[]> BaseMultiples = new(() =>
    {
        var multiples = new Point[16];
        multiples[0] = Point.Identity;
        for (var i = 1; i < 16; i++)
        {
            multiples[i] = multiples[i - 1] + Point.Base;
        }

        return multiples;
    });

    /// <summary>The public key of a 32-byte secret seed.</summary>
    /// <exception cref="ArgumentException">The seed is not 32 bytes.</exception>
    public static byte[] PublicKey(ReadOnlySpan<byte> seed)
    {
        Span<byte> expanded = stackalloc byte[64];
        Expand(seed, expanded);
        var key = Encode(MultiplyBase(ClampedScalar(expanded)));
        CryptographicOperations.ZeroMemory(expanded);
        return key;
    }

    /// <summary>The signature of <paramref name="message"/>; deterministic.</summary>
    /// <exception cref="ArgumentException">The seed is not 32 bytes.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        Span<byte> expanded = stackalloc byte[64];
        Expand(seed, expanded);
        var secret = ClampedScalar(expanded);
        var publicKey = Encode(MultiplyBase(secret));
        var nonce = Hash(expanded[32..], message, default);
        CryptographicOperations.ZeroMemory(expanded);
        var signature = new byte[SignatureBytes];
        Encode(MultiplyBase(nonce)).CopyTo(signature, 0);
        var k = Hash(signature.AsSpan(0, 32), publicKey, message);
        (nonce + (k * secret)).WriteTo(signature.AsSpan(32));
        return signature;
    }

    /// <summary>True when <paramref name="signature"/> is the key's on <paramref name="message"/>; false for any malformed input.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != KeyBytes || signature.Length != SignatureBytes
            || !Scalar.TryRead(signature[32..], out var s) || !TryDecode(publicKey, out var a))
        {
            return false;
        }

        var k = Hash(signature[..32], publicKey, message);
        var r = MultiplyBase(s) - a.MultiplyVariableTime(k);
        return signature[..32].SequenceEqual(Encode(r));
    }

    private static void Expand(ReadOnlySpan<byte> seed, Span<byte> expanded)
    {
        if (seed.Length != KeyBytes)
        {
            throw new ArgumentException("An Ed25519 seed has 32 bytes.", nameof(seed));
        }

        SHA512.HashData(seed, expanded);
    }

    /// <summary>
    /// The secret scalar modulo ℓ. Multiples of the base point, of order ℓ, are those of the unreduced scalar.
    /// </summary>
    private static Scalar ClampedScalar(ReadOnlySpan<byte> expanded)
    {
        Span<byte> wide = stackalloc byte[64];
        wide.Clear();
        expanded[..32].CopyTo(wide);
        wide[0] &= 248;
        wide[31] &= 127;
        wide[31] |= 64;
        var scalar = Scalar.FromWide(wide);
        CryptographicOperations.ZeroMemory(wide);
        return scalar;
    }

    private static Scalar Hash(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        hash.AppendData(first);
        hash.AppendData(second);
        hash.AppendData(third);
        Span<byte> wide = stackalloc byte[64];
        hash.GetHashAndReset(wide);
        return Scalar.FromWide(wide);
    }

    /// <summary>k·B in constant time: 64 windows of four bits, each entry read by scanning the whole table.</summary>
    private static Point MultiplyBase(in Scalar k)
    {
        Span<byte> bytes = stackalloc byte[32];
        k.WriteTo(bytes);
        var table = BaseMultiples.Value;
        var r = Point.Identity;
        for (var i = 63; i >= 0; i--)
        {
            var digit = (ulong)(bytes[i >> 1] >> (4 * (i & 1))) & 15;
            var entry = Point.Identity;
            for (var j = 0UL; j < 16; j++)
            {
                var difference = digit ^ j;
                var mask = ((difference | (0 - difference)) >> 63) - 1;
                ref readonly var candidate = ref table[j];
                entry = new Point(
                    FieldElement.Select(mask, candidate.X, entry.X), FieldElement.Select(mask, candidate.Y, entry.Y),
                    FieldElement.Select(mask, candidate.Z, entry.Z), FieldElement.Select(mask, candidate.T, entry.T));
            }

            r = r.Double().Double().Double().Double() + entry;
        }

        CryptographicOperations.ZeroMemory(bytes);
        return r;
    }

    /// <summary>RFC 8032 §5.1.2: y, with the sign of x in bit 255.</summary>
    private static byte[] Encode(in Point p)
    {
        var zInverse = p.Z.Invert();
        var encoding = new byte[KeyBytes];
        (p.Y * zInverse).WriteTo(encoding);
        encoding[31] |= (byte)((p.X * zInverse).NegativeMask() & 0x80);
        return encoding;
    }

    /// <summary>RFC 8032 §5.1.3: x = √((y² − 1)/(d·y² + 1)) with the sign given; refuses y ≥ p and the sign of x = 0.</summary>
    private static bool TryDecode(ReadOnlySpan<byte> encoding, out Point point)
    {
        point = Point.Identity;
        Span<byte> bytes = stackalloc byte[32];
        encoding.CopyTo(bytes);
        var sign = (bytes[31] & 0x80) != 0;
        bytes[31] &= 0x7f;
        var y = FieldElement.FromBytes(bytes);
        Span<byte> canonical = stackalloc byte[32];
        y.WriteTo(canonical);
        var yy = y.Square();
        var (wasSquare, x) = FieldElement.SquareRootRatio(
            FieldElement.Carry(yy - FieldElement.One), (FieldConstants.D * yy) + FieldElement.One);
        if (!wasSquare || !canonical.SequenceEqual(bytes) || (x.IsZero() && sign))
        {
            return false;
        }

        point = Point.FromAffine(sign ? -x : x, y);
        return true;
    }
}
