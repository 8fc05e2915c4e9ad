namespace Ledger.Api.Reading;

/// <summary>Why a block of a file cannot be read, placed by the byte it was found at; becomes a problem with file-wide line numbers.</summary>
/// <param name="Code">Code of the contract's table.</param>
/// <param name="Offset">Byte in the block; its line is the line reported.</param>
/// <param name="Detail">What is wrong, without the cell's text.</param>
internal sealed record ReadFault(string Code, int Offset, string Detail)
{
    /// <summary>Fields wanted in the row, for <c>row_width</c>.</summary>
    public int? Expected { get; init; }

    /// <summary>Fields found in the row, for <c>row_width</c>.</summary>
    public int? Actual { get; init; }

    /// <summary>Column name, for <c>value</c> and <c>value_range</c>.</summary>
    public string? Column { get; init; }

    /// <summary>The cell's text, for <c>value</c> and <c>value_range</c>.</summary>
    public string? Text { get; init; }
}
