namespace Ledger.Api.Reading;

/// <summary>A block after its first reading.</summary>
/// <param name="Spooled">Where its bytes are.</param>
/// <param name="Offset">Place of its first byte in the file.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="LineBreaks">Line feeds in it.</param>
/// <param name="Names">Its columns in order of appearance.</param>
/// <param name="Profiles">What their cells were.</param>
/// <param name="Fault">What keeps it from being read.</param>
/// <param name="BadByte">Place in the block of a byte that is not UTF-8 text.</param>
internal sealed record ReadBlock(
    SpooledBlock Spooled, long Offset, int Rows, int LineBreaks, ColumnNames Names, ColumnProfile[] Profiles, ReadFault? Fault,
    int? BadByte)
{
    /// <summary>A block of no bytes that stands for a fault between blocks.</summary>
    public static ReadBlock Of(ReadFault fault, ColumnNames names) =>
        new(new SpooledBlock([], 0, -1, -1), 0, 0, 0, names, [], fault, null);
}
