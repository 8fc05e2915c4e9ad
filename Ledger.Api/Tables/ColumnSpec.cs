using Ledger.Api.Canonical;

namespace Ledger.Api.Tables;

/// <summary>A declared column of a dataset, before any mask.</summary>
/// <param name="Name">1–128 characters, no # and no control character, unique in its dataset.</param>
/// <param name="Type">What the cells are.</param>
/// <param name="Scale">Fraction digits of a decimal, 0–9; else 0.</param>
/// <param name="Nullable">Whether cells may be missing.</param>
/// <param name="Committed">Whether the cells are committed as integers; never for text.</param>
public sealed record ColumnSpec(string Name, ColumnType Type, int Scale, bool Nullable, bool Committed)
{
    /// <summary>Ends the name of the 0/1 column that marks the nulls of a nullable committed column.</summary>
    public const string MaskSuffix = "#null";

    /// <summary>Most fraction digits.</summary>
    public const int MaxScale = 9;

    /// <summary>Most characters of a name; a character is a Unicode code point.</summary>
    public const int MaxNameCharacters = 128;

    /// <summary>Size limit of a committed integer, 2^62.</summary>
    public const long MaxCommitted = 1L << 62;

    /// <summary>True for a name that a declared column may have.</summary>
    public static bool IsName(string name) =>
        Characters.Count(name) is >= 1 and <= MaxNameCharacters && !name.Any(c => c == '#' || char.IsControl(c));
}
