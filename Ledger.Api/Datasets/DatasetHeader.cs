using System.Globalization;
using System.Text.Json.Serialization;
using Ledger.Api.Canonical;
using Ledger.Api.Tables;

namespace Ledger.Api.Datasets;

/// <summary>
/// What a dataset is, without its rows (contract §7.1): part of the dataset root, and public. The row count is the number of
/// committed slots.
/// </summary>
/// <param name="Chunk">Rows per commitment, 1024.</param>
/// <param name="Columns">Declared columns, then masks.</param>
/// <param name="Dataset">Dataset name.</param>
/// <param name="Rows">Number of rows, as decimal digits.</param>
/// <param name="V">Format, 1.</param>
public sealed record DatasetHeader(int Chunk, IReadOnlyList<HeaderColumn> Columns, string Dataset, string Rows, int V)
{
    /// <summary>Number of rows.</summary>
    [JsonIgnore]
    public long RowCount => long.Parse(Rows, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>Commitments per column, ⌈rows/1024⌉.</summary>
    [JsonIgnore]
    public int ChunkCount => (int)((RowCount + Chunk - 1) / Chunk);

    /// <summary>The header of a table.</summary>
    internal static DatasetHeader Of(string dataset, long rows, IReadOnlyList<ColumnSpec> specs)
    {
        var columns = new List<HeaderColumn>();
        var mask = specs.Count;
        for (var i = 0; i < specs.Count; i++)
        {
            var spec = specs[i];
            int? itsMask = spec is { Committed: true, Nullable: true } ? mask++ : null;
            columns.Add(new HeaderColumn(spec.Committed, i, itsMask, spec.Name, spec.Nullable, spec.Scale, spec.Type));
        }

        columns.AddRange(columns.Where(column => column.Mask is not null).ToArray().Select(column => new HeaderColumn(
            true, column.Mask!.Value, null, column.Name + ColumnSpec.MaskSuffix, false, 0, ColumnType.Bool)));
        return new DatasetHeader(RowLeaves.ChunkRows, columns, dataset, rows.ToString(CultureInfo.InvariantCulture), 1);
    }

    /// <summary>RFC 8785 bytes, which the dataset root covers.</summary>
    public byte[] ToBytes() => CanonicalJson.Write(this, LedgerJson.Options);
}

/// <summary>A column of a header.</summary>
/// <param name="Committed">Whether it is committed as integers.</param>
/// <param name="Index">Its place in <see cref="DatasetHeader.Columns"/>.</param>
/// <param name="Mask">Index of the column that marks its nulls; null when it has none.</param>
/// <param name="Name">Its name.</param>
/// <param name="Nullable">Whether cells may be missing.</param>
/// <param name="Scale">Fraction digits of a decimal.</param>
/// <param name="Type">What its cells are.</param>
public sealed record HeaderColumn(
    bool Committed, int Index, int? Mask, string Name, bool Nullable, int Scale, ColumnType Type);
