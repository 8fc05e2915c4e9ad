using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Ledger.Api.Tree;

/// <summary>
/// Address of a tile (C2SP tlog-tiles): 256 hashes of level 8·Level, or 256 entries, from Index·256 on; the last one of
/// a tree may be partial.
/// </summary>
/// <param name="Level">0–5 for hashes, −1 for entries.</param>
/// <param name="Index">Position from the left.</param>
/// <param name="Width">Hashes or entries in it, 1–256.</param>
public readonly record struct TilePath(int Level, long Index, int Width)
{
    /// <summary>Hashes in a full tile.</summary>
    public const int FullWidth = 256;

    /// <summary>Highest level: 256^6 leaves are more than any index here.</summary>
    private const int MaxLevel = 5;

    /// <summary>Hashes or entries at this tile's level in a tree of <paramref name="size"/> leaves.</summary>
    public static long Nodes(int level, long size) => size >> (8 * Math.Max(level, 0));

    /// <summary>True when a tree of that size has the tile: wholly, or exactly that many hashes or more of it.</summary>
    public bool ExistsIn(long size) => (Index * FullWidth) + Width <= Nodes(Level, size);

    /// <summary>Full tiles of a level in a tree, and the width of the partial one after them, 0 when there is none.</summary>
    public static (long Full, int Partial) Count(int level, long size)
    {
        var nodes = Nodes(level, size);
        return (nodes / FullWidth, (int)(nodes % FullWidth));
    }

    /// <summary>Reads the part of a path after <c>tile/</c>, as <c>0/x001/067.p/112</c> or <c>entries/x001/067</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? path, out TilePath tile)
    {
        tile = default;
        var parts = path?.Split('/') ?? [];
        var width = FullWidth;
        if (parts.Length >= 2 && parts[^2].EndsWith(".p", StringComparison.Ordinal))
        {
            if (!TryNumber(parts[^1], FullWidth - 1, out width) || width == 0)
            {
                return false;
            }

            parts = parts[..^1];
            parts[^1] = parts[^1][..^2];
        }

        var level = -1;
        if (parts.Length < 2 || (parts[0] != "entries" && !TryNumber(parts[0], MaxLevel, out level)))
        {
            return false;
        }

        long index = 0;
        for (var i = 1; i < parts.Length; i++)
        {
            // x marks every group of digits but the last.
            var group = parts[i];
            var digits = i == parts.Length - 1 ? group : group.StartsWith('x') ? group[1..] : "";
            if (digits.Length != 3 || i > 5 || !digits.All(char.IsAsciiDigit))
            {
                return false;
            }

            index = (index * 1000) + int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        }

        tile = new TilePath(level, index, width);
        return string.Concat("tile/", path) == tile.ToString();
    }

    /// <summary>The path, <c>tile/0/x001/067.p/112</c>.</summary>
    public override string ToString()
    {
        var digits = Index.ToString("000", CultureInfo.InvariantCulture);
        var groups = digits.PadLeft((digits.Length + 2) / 3 * 3, '0').Chunk(3).Select(group => new string(group)).ToArray();
        var name = string.Join('/', groups.Select((group, i) => i == groups.Length - 1 ? group : "x" + group));
        var level = Level < 0 ? "entries" : Level.ToString(CultureInfo.InvariantCulture);
        return $"tile/{level}/{name}" + (Width == FullWidth ? "" : $".p/{Width}");
    }

    /// <summary>A number without leading zeros, 0–<paramref name="max"/>.</summary>
    private static bool TryNumber(string text, int max, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
        && value <= max && text == value.ToString(CultureInfo.InvariantCulture);
}
