using System.Numerics;
using System.Runtime.InteropServices;

namespace Ledger.Api.Tables;

/// <summary>
/// Integers of one column in as few bytes each as its largest needs: a million 32-bit values take 4 MB. Writes to rows that
/// differ may run at the same time.
/// </summary>
internal sealed class PackedColumn
{
    private readonly byte[] _bytes;

    /// <summary>A column of zeros.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="width">Bytes per value: 1, 2, 4 or 8.</param>
    public PackedColumn(int rows, int width)
        : this(new byte[checked((long)rows * width)], width)
    {
    }

    /// <summary>A column over stored bytes, which it keeps.</summary>
    /// <param name="bytes">Little-endian two's complement values.</param>
    /// <param name="width">Bytes per value: 1, 2, 4 or 8.</param>
    public PackedColumn(byte[] bytes, int width)
    {
        (_bytes, Width, Rows) = (bytes, width, bytes.Length / width);
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Bytes per value.</summary>
    public int Width { get; }

    /// <summary>The values as stored: little-endian two's complement, <see cref="Width"/> bytes each.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The value of a row.</summary>
    public long this[int row] => Width switch
    {
        1 => (sbyte)_bytes[row],
        2 => As<short>()[row],
        4 => As<int>()[row],
        _ => As<long>()[row],
    };

    /// <summary>Smallest width that holds any integer of this many decimal digits.</summary>
    public static int WidthFor(int digits) => digits switch { <= 2 => 1, <= 4 => 2, <= 9 => 4, _ => 8 };

    /// <summary>Stores values from a row on; each must fit the width.</summary>
    public void Write(int first, ReadOnlySpan<long> values)
    {
        switch (Width)
        {
            case 1:
                Convert(values, As<sbyte>()[first..]);
                break;
            case 2:
                Convert(values, As<short>()[first..]);
                break;
            case 4:
                Convert(values, As<int>()[first..]);
                break;
            default:
                values.CopyTo(As<long>()[first..]);
                break;
        }
    }

    /// <summary>Reads values from a row on; rows past the end are 0, as the padding of a chunk is.</summary>
    public void Read(int first, Span<long> values)
    {
        var count = Math.Clamp(Rows - first, 0, values.Length);
        values[count..].Clear();
        switch (Width)
        {
            case 1:
                Convert(As<sbyte>().Slice(first, count), values);
                break;
            case 2:
                Convert(As<short>().Slice(first, count), values);
                break;
            case 4:
                Convert(As<int>().Slice(first, count), values);
                break;
            default:
                As<long>().Slice(first, count).CopyTo(values);
                break;
        }
    }

    /// <summary>All values as 64-bit integers; a copy unless they are stored so.</summary>
    public ReadOnlyMemory<long> Widen()
    {
        if (Width == sizeof(long))
        {
            return new WideMemory(_bytes).Memory;
        }

        var values = GC.AllocateUninitializedArray<long>(Rows);
        Read(0, values);
        return values;
    }

    /// <summary>Sum of all values.</summary>
    public Int128 Sum()
    {
        Int128 sum = 0;
        for (var row = 0; row < Rows; row++)
        {
            sum += this[row];
        }

        return sum;
    }

    private Span<T> As<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(_bytes.AsSpan());

    private static void Convert<TFrom, TTo>(ReadOnlySpan<TFrom> from, Span<TTo> to)
        where TFrom : unmanaged, IBinaryInteger<TFrom>
        where TTo : unmanaged, IBinaryInteger<TTo>
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = TTo.CreateTruncating(from[i]);
        }
    }
}
