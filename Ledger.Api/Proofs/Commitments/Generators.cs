using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Commitments;

/// <summary>
/// The public bases of every commitment, §8.2: <b>G</b> for data, <b>U</b> for auxiliary slots, H for blinding, Q for the
/// value of an inner product; each map64(SHA-512("zkpdl/v1/gen/"‖tag‖LE32(i))), so nobody knows a relation between them.
/// </summary>
internal static class Generators
{
    /// <summary>Rows per commitment, and slots per auxiliary commitment.</summary>
    public const int Width = 1024;

    private static readonly Lazy<AffinePoint[]> LazyBases = new(MakeBases);
    private static readonly Lazy<Point> LazyH = new(() => Make("H", 0));
    private static readonly Lazy<FixedBase> LazyTableOfH = new(() => new FixedBase(H));
    private static readonly Lazy<AffinePoint> LazyQ = new(() => AffinePoint.From(Make("Q", 0)));

    /// <summary><b>G</b>_0..1023 then <b>U</b>_0..1023; 240 KiB, made on first use.</summary>
    public static ReadOnlySpan<AffinePoint> Bases => LazyBases.Value;

    /// <summary>The first <paramref name="count"/> bases, 1024 or 2048.</summary>
    public static ReadOnlyMemory<AffinePoint> FirstBases(int count) => LazyBases.Value.AsMemory(0, count);

    /// <summary>Blinding base.</summary>
    public static Point H => LazyH.Value;

    /// <summary>Inner-product base.</summary>
    public static AffinePoint Q => LazyQ.Value;

    /// <summary>k·H by table.</summary>
    public static Point MultiplyH(in Scalar k) => LazyTableOfH.Value.Multiply(k);

    /// <summary>The generator named <paramref name="tag"/> and <paramref name="index"/>.</summary>
    public static Point Make(string tag, int index)
    {
        var prefix = Encoding.ASCII.GetBytes("zkpdl/v1/gen/" + tag);
        Span<byte> input = stackalloc byte[prefix.Length + 4];
        prefix.CopyTo(input);
        BinaryPrimitives.WriteInt32LittleEndian(input[prefix.Length..], index);
        Span<byte> hash = stackalloc byte[64];
        SHA512.HashData(input, hash);
        return Ristretto.Map64(hash);
    }

    private static AffinePoint[] MakeBases()
    {
        var points = new Point[2 * Width];
        for (var i = 0; i < Width; i++)
        {
            points[i] = Make("G", i);
            points[Width + i] = Make("U", i);
        }

        var affine = new AffinePoint[points.Length];
        AffinePoint.Normalize(points, affine);
        return affine;
    }
}
