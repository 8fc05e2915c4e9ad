namespace Ledger.Api.Tables;

/// <summary>UTF-8 texts of one column, in segments of consecutive rows, which may be added from several threads.</summary>
internal sealed class TextColumn
{
    private readonly SortedList<int, TextSegment> _segments = [];

    /// <summary>The segments in row order, keyed by their first row.</summary>
    public IReadOnlyList<TextSegment> Segments => [.. _segments.Values];

    /// <summary>The text of a row.</summary>
    public ReadOnlySpan<byte> this[int row]
    {
        get
        {
            var keys = _segments.Keys;
            var (low, high) = (0, keys.Count - 1);
            while (low < high)
            {
                var middle = (low + high + 1) / 2;
                (low, high) = keys[middle] <= row ? (middle, high) : (low, middle - 1);
            }

            return _segments.Values[low][row - keys[low]];
        }
    }

    /// <summary>Adds the texts of rows from <see cref="TextSegment.First"/> on.</summary>
    public void Add(TextSegment segment)
    {
        lock (_segments)
        {
            _segments.Add(segment.First, segment);
        }
    }
}

/// <summary>Texts of consecutive rows.</summary>
/// <param name="First">Row of the first.</param>
/// <param name="Bytes">All texts, one after the other.</param>
/// <param name="Ends">Where each ends in <paramref name="Bytes"/>.</param>
internal sealed record TextSegment(int First, byte[] Bytes, int[] Ends)
{
    /// <summary>The text of the row at an offset from the first.</summary>
    public ReadOnlySpan<byte> this[int offset]
    {
        get
        {
            var start = offset == 0 ? 0 : Ends[offset - 1];
            return Bytes.AsSpan(start, Ends[offset] - start);
        }
    }
}
