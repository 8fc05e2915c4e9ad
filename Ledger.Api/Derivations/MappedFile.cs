using Ledger.Api.Proofs;
using Ledger.Api.Tables;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Derivations;

/// <summary>
/// Whether a file is what its map says, found out before anything is appended: a false map could not be proven, and an entry
/// cannot be taken back.
/// </summary>
internal static class MappedFile
{
    /// <summary>Null, or why the rows of the file are not the source rows that the map names.</summary>
    public static Error? Problem(Table file, Table source, DerivationMap map)
    {
        if (RangeProblem(map, file.Rows, source.Rows) is { } problem)
        {
            return problem;
        }

        foreach (var column in file.Columns.Where(column => column.Spec.Committed))
        {
            if (source.Columns.FirstOrDefault(other => IsShared(column.Spec, other.Spec)) is not { } from)
            {
                continue;
            }

            var hasMasks = column.Spec.Nullable && from.Spec.Nullable;
            for (var row = 0; row < file.Rows; row++)
            {
                var origin = (int)map[row].Row;
                if (column.Values![row] != from.Values![origin] || (hasMasks && column.IsNull(row) != from.IsNull(origin)))
                {
                    return new FalseStatement($"map: output row {row}, column '{column.Spec.Name}' is not what its source row holds.");
                }
            }
        }

        return null;
    }

    /// <summary>Null, or why the map is not one of so many output rows from one source.</summary>
    public static Error? RangeProblem(DerivationMap map, int outputRows, int sourceRows)
    {
        if (map.Bytes.Length != (long)outputRows * DerivationMap.EntryBytes)
        {
            return new InvalidMap($"map: {map.Bytes.Length} bytes given; {DerivationMap.EntryBytes} for each of {outputRows} output rows are wanted.");
        }

        for (var row = 0; row < outputRows; row++)
        {
            if (map[row].Source != 0 || map[row].Row >= sourceRows)
            {
                return new InvalidMap($"map: output row {row} names source {map[row].Source}, row {map[row].Row}; source 0, row below {sourceRows} is wanted.");
            }
        }

        return null;
    }

    /// <summary>True when a derivation's proof covers the column: of the same name, type and scale, committed on both sides.</summary>
    private static bool IsShared(ColumnSpec output, ColumnSpec source) =>
        source.Committed && (source.Name, source.Type, source.Scale) == (output.Name, output.Type, output.Scale);
}
