using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Ledger.Api.Tree;

/// <summary>A SHA-256 value: 32 bytes, compared by content. The default value is 32 zero bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct Digest : IEquatable<Digest>
{
    /// <summary>Length in bytes.</summary>
    public const int Bytes = 32;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    /// <summary>The first 32 bytes of <paramref name="source"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 32 bytes.</exception>
    public static Digest Read(ReadOnlySpan<byte> source) => MemoryMarshal.Read<Digest>(source);

    /// <summary>Writes the 32 bytes to the start of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination) => MemoryMarshal.Write(destination, in this);

    /// <summary>A copy as 32 bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Bytes];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Reads 44 characters of base64 or 64 of hexadecimal; false for anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        digest = default;
        var ok = text?.Length switch
        {
            44 => Convert.TryFromBase64String(text, bytes, out var written) && written == Bytes,
            64 => Convert.FromHexString(text, bytes, out _, out var written) == 0 && written == Bytes,
            _ => false,
        };
        if (ok)
        {
            digest = Read(bytes);
        }

        // Unused bits of the last character are zero: a hash has one base64.
        return ok && (text!.Length != 44 || digest.ToBase64() == text);
    }

    /// <summary>The bytes as base64, the form of every JSON member.</summary>
    public string ToBase64() => Convert.ToBase64String(ToArray());

    /// <summary>The bytes as lower-case hexadecimal.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());

    /// <inheritdoc/>
    public bool Equals(Digest other) => _a == other._a && _b == other._b && _c == other._c && _d == other._d;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Digest other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _a.GetHashCode();

    /// <summary>Equal content.</summary>
    public static bool operator ==(Digest left, Digest right) => left.Equals(right);

    /// <summary>Different content.</summary>
    public static bool operator !=(Digest left, Digest right) => !left.Equals(right);
}
