using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.Api.Errors;
using Ledger.Api.Ledgers;
using Ledger.Api.Reading;
using Ledger.Api.Tables;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Derivations;

/// <summary>What a row rule leaves: source rows in output order, and columns.</summary>
internal sealed record RuleResult(IReadOnlyList<int> Rows, IReadOnlyList<ColumnSpec> Columns);

/// <summary>The operations that the service runs itself (contract §7.3): they move rows and drop columns, never change a cell.</summary>
internal static class RowRule
{
    private static readonly Dictionary<string, string[]> Parameters = new()
    {
        ["select"] = ["columns"],
        ["filter"] = ["column", "op", "value"],
        ["remove-nulls"] = ["columns"],
        ["remove-outliers"] = ["column", "lo", "hi"],
        ["sample"] = ["n", "seed"],
        ["shuffle"] = ["seed"],
    };

    /// <summary>True for an operation that is run here.</summary>
    public static bool IsOne(string operation) => Parameters.ContainsKey(operation);

    /// <summary>Runs an operation; the error when a parameter is missing or of the wrong kind, or names no column.</summary>
    /// <param name="operation">One that <see cref="IsOne"/> knows.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="table">Source.</param>
    /// <param name="mostRows">Rows that a dataset may have.</param>
    public static Outcome<RuleResult> Run(string operation, JsonObject parameters, Table table, int mostRows)
    {
        if (parameters.Select(member => member.Key).Except(Parameters[operation]).FirstOrDefault() is { } unknown)
        {
            return LedgerErrors.BadRequest($"parameters: '{unknown}' is unknown; {operation} has {string.Join(", ", Parameters[operation])}.");
        }

        IReadOnlyList<ColumnSpec> all = [.. table.Columns.Select(column => column.Spec)];
        var rows = Enumerable.Range(0, table.Rows);
        try
        {
            if (Named(parameters).FirstOrDefault(name => Find(table, name) is null) is { } absent)
            {
                return LedgerErrors.Statement($"parameters: '{absent}' is no column of the input.");
            }

            return operation switch
            {
                "select" => Select(parameters, table),
                "filter" => Filter(parameters, table) is { } keep
                    ? new RuleResult([.. rows.Where(keep)], all) : Bad("column, op (=, !=, <, <=, >, >=) and value"),
                "remove-nulls" => Columns(parameters, table) is { } columns
                    ? new RuleResult([.. rows.Where(row => !columns.Any(column => column.IsNull(row)))], all) : Bad("columns"),
                "remove-outliers" => Between(parameters, table) is { } within
                    ? new RuleResult([.. rows.Where(within)], all) : Bad("column, lo and hi"),
                "sample" when Number(parameters["n"]) is var n && n <= (ulong)mostRows && n > 0 =>
                    new RuleResult(SplitRule.Draw(table.Rows, (int)n, Number(parameters["seed"])), all),
                "shuffle" => new RuleResult(SplitRule.Order([.. rows], Number(parameters["seed"])), all),
                _ => Bad($"n between 1 and {mostRows}"),
            };
        }
        catch (Exception failure) when (failure is InvalidOperationException or FormatException or OverflowException)
        {
            return Bad("numbers as JSON numbers or decimal strings, names as strings");
        }
    }

    private static LedgerError Bad(string wanted) => LedgerErrors.BadRequest($"parameters: {wanted} wanted.");

    private static Outcome<RuleResult> Select(JsonObject parameters, Table table) => Columns(parameters, table) is { Count: > 0 } columns
        ? new RuleResult([.. Enumerable.Range(0, table.Rows)], [.. columns.Select(column => column.Spec)]) : Bad("columns");

    private static ulong Number(JsonNode? node) => ulong.Parse(Text(node) ?? "0", System.Globalization.CultureInfo.InvariantCulture);

    private static string? Text(JsonNode? node) => node is null ? null
        : node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString();

    private static IEnumerable<string?> Named(JsonObject parameters) =>
        [.. parameters["column"] is { } one ? [Text(one)] : (string?[])[], .. (parameters["columns"] as JsonArray)?.Select(Text) ?? []];

    private static IReadOnlyList<TableColumn>? Columns(JsonObject parameters, Table table)
    {
        var names = (parameters["columns"] as JsonArray)?.Select(name => Text(name)).ToArray();
        var columns = names?.Select(name => Find(table, name)).ToArray();
        return columns is null || columns.Contains(null) || names!.Distinct().Count() != names!.Length ? null : [.. columns.OfType<TableColumn>()];
    }

    private static TableColumn? Find(Table table, string? name) => table.Columns.FirstOrDefault(column => column.Spec.Name == name);

    private static Func<int, bool>? Filter(JsonObject parameters, Table table)
    {
        if (Find(table, Text(parameters["column"])) is not { } column || Text(parameters["value"]) is not { } value)
        {
            return null;
        }

        Func<int, int>? compare = null;
        if (column.Text is { } text)
        {
            var wanted = Encoding.UTF8.GetBytes(value);
            compare = row => text[row].SequenceCompareTo(wanted);
        }
        else if (CellParser.TryParse(column.Spec.Type, column.Spec.Scale, Encoding.UTF8.GetBytes(value), out var number) == CellFault.None)
        {
            compare = row => column.Values![row].CompareTo(number);
        }

        // A null compares with nothing, as in SQL.
        return compare is null ? null : Text(parameters["op"]) switch
        {
            "=" or "==" or "eq" => row => !column.IsNull(row) && compare(row) == 0,
            "!=" or "<>" or "ne" => row => !column.IsNull(row) && compare(row) != 0,
            "<" or "lt" => row => !column.IsNull(row) && compare(row) < 0,
            "<=" or "le" => row => !column.IsNull(row) && compare(row) <= 0,
            ">" or "gt" => row => !column.IsNull(row) && compare(row) > 0,
            ">=" or "ge" => row => !column.IsNull(row) && compare(row) >= 0,
            _ => null,
        };
    }

    private static Func<int, bool>? Between(JsonObject parameters, Table table)
    {
        if (Find(table, Text(parameters["column"])) is not { Values: { } values } column
            || CellParser.TryParse(column.Spec.Type, column.Spec.Scale, Encoding.UTF8.GetBytes(Text(parameters["lo"]) ?? ""), out var lo) != CellFault.None
            || CellParser.TryParse(column.Spec.Type, column.Spec.Scale, Encoding.UTF8.GetBytes(Text(parameters["hi"]) ?? ""), out var hi) != CellFault.None)
        {
            return null;
        }

        return row => column.IsNull(row) || (values[row] >= lo && values[row] <= hi);
    }
}
