using System.Runtime.CompilerServices;

namespace Ledger.Api.Proofs.Group;

/// <summary>Multiples of one point by table: 32 windows of eight bits, digits −128..128, 480 KiB.</summary>
internal sealed class FixedBase
{
    private const int Windows = 32;
    private const int Entries = 128;
    private readonly AffinePoint[] _table = new AffinePoint[Windows * Entries];

    /// <summary>Builds the table: entry (w, d) = (d + 1)·2^(8w)·P.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public FixedBase(in Point point)
    {
        var points = new Point[_table.Length];
        var power = point;
        for (var w = 0; w < Windows; w++)
        {
            var multiple = power;
            for (var d = 0; d < Entries; d++)
            {
                points[(w * Entries) + d] = multiple;
                multiple += power;
            }

            power = points[(w * Entries) + Entries - 1].Double();
        }

        AffinePoint.Normalize(points, _table);
    }

    /// <summary>k·P; time depends on k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Point Multiply(in Scalar k)
    {
        Span<byte> bytes = stackalloc byte[32];
        k.WriteTo(bytes);
        var r = Point.Identity;
        var carry = 0;
        for (var w = 0; w < Windows; w++)
        {
            var digit = bytes[w] + carry;
            carry = digit > Entries ? 1 : 0; // ℓ < 2^253 leaves no carry above the last window
            digit -= carry << 8;
            if (digit > 0)
            {
                r += _table[(w * Entries) + digit - 1];
            }
            else if (digit < 0)
            {
                r -= _table[(w * Entries) - digit - 1];
            }
        }

        return r;
    }
}
