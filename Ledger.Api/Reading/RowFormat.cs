namespace Ledger.Api.Reading;

/// <summary>How rows lie in a file. Instances hold no state of a file and serve any number of threads.</summary>
internal abstract class RowFormat
{
    /// <summary>
    /// Where the last whole row of a text ends that begins with a row; 0 when none ends in it. A cheap scan: the cut is right
    /// for well-formed text, and malformed text is found by <see cref="Split"/> in whichever block it comes to lie.
    /// </summary>
    public abstract int LastRowEnd(ReadOnlySpan<byte> text);

    /// <summary>Finds the cells of a block of whole rows.</summary>
    /// <param name="block">Valid UTF-8 without NUL.</param>
    /// <param name="columns">Column names, in order; a format whose cells come by name appends new ones.</param>
    /// <param name="table">Receives the cells.</param>
    /// <returns>The first fault, or null.</returns>
    public abstract ReadFault? Split(ReadOnlySpan<byte> block, ColumnNames columns, CellTable table);

    /// <summary>Length of what precedes the first row: header line, opening bracket; the fault when that is malformed.</summary>
    /// <param name="text">Start of the file, after a byte order mark.</param>
    /// <param name="final">True when the text is the whole file.</param>
    /// <param name="columns">Receives the names of a header line.</param>
    /// <param name="length">Bytes to skip; −1 when more text is needed to tell.</param>
    public abstract ReadFault? Open(ReadOnlySpan<byte> text, bool final, ColumnNames columns, out int length);

    /// <summary>Length of the rows in the rest of a file, without what closes it.</summary>
    public abstract ReadFault? Close(ReadOnlySpan<byte> rest, out int length);
}
