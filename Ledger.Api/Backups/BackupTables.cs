using System.Globalization;
using Dapper;
using Npgsql;

namespace Ledger.Api.Backups;

/// <summary>Which rows of which table a backup takes.</summary>
/// <param name="Name">Table.</param>
/// <param name="Columns">Columns taken, in order.</param>
/// <param name="Mode">append, merge or replace.</param>
/// <param name="Select">The query.</param>
internal sealed record TableSelection(string Name, IReadOnlyList<string> Columns, string Mode, string Select);

/// <summary>
/// The plan of a backup, made from the catalog of the schema, so that no table is ever forgotten: what is not named here is taken
/// whole every time. Rows that only come are taken since the parent; what can be computed, and what belongs to running nodes, is
/// left out.
/// </summary>
internal static class BackupTables
{
    public const string Append = "append";
    public const string Merge = "merge";
    public const string Replace = "replace";

    /// <summary>Left out: hashes that follow from entries, and what is true only of a running cluster.</summary>
    public static readonly string[] LeftOut =
        ["nodes", "heads", "lease", "members", "schema_migrations", "backup_lineage", "backup_slots"];

    // Ledgers first: the others point at them.
    private static readonly string[] Order = ["ledgers", "entries", "checkpoints", "versions"];

    /// <summary>The plan for the schema of a connection.</summary>
    /// <param name="connection">Inside the snapshot's transaction.</param>
    /// <param name="ledgers">Logs by the snapshot.</param>
    /// <param name="parent">What an incremental adds to; null for a full backup.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<IReadOnlyList<TableSelection>> PlanAsync(
        NpgsqlConnection connection, IReadOnlyList<LedgerState> ledgers, BackupManifest? parent, CancellationToken cancellation)
    {
        var catalog = await connection.QueryAsync<(string Table, string[] Columns, string[] All)>(new CommandDefinition(
            """
            select c.relname, array_agg(a.attname::text order by a.attnum) filter (where not (a.attname = 'added' and a.atttypid = 'xid8'::regtype)),
                array_agg(a.attname::text)
            from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
            group by c.relname
            """, cancellationToken: cancellation));
        return [.. catalog.Where(table => !LeftOut.Contains(table.Table))
            .OrderBy(table => Array.IndexOf(Order, table.Table) is >= 0 and var at ? at : Order.Length).ThenBy(table => table.Table, StringComparer.Ordinal)
            .Select(table => Select(table.Table, table.Columns, ledgers, parent))];
    }

    private static TableSelection Select(string table, string[] columns, IReadOnlyList<LedgerState> ledgers, BackupManifest? parent)
    {
        var list = string.Join(", ", columns.Select(column => "t." + Quote(column)));
        string From(string rest) => $"select {list} from {Quote(table)} t {rest}";
        // What a log had in the parent; nothing when it is new or there is no parent.
        string Since(Func<LedgerState, long> size) => ledgers.Count == 0 ? "(select 0 as id, 0::bigint as size where false)" : "(values "
            + string.Join(',', ledgers.Select(ledger => string.Create(
                CultureInfo.InvariantCulture, $"({ledger.Id},{parent?.Ledgers.FirstOrDefault(before => before.Id == ledger.Id) switch { { } before => size(before), null => 0 }}::bigint)"))) + ")";
        return table switch
        {
            "entries" => new(table, columns, Append, From($"join {Since(ledger => ledger.Size)} s(id, size) on t.ledger_id = s.id and t.index >= s.size order by t.ledger_id, t.index")),
            "checkpoints" => new(table, columns, Append, From($"join {Since(CheckpointSize)} s(id, size) on t.ledger_id = s.id and t.size > s.size order by t.ledger_id, t.size")),
            "versions" => new(table, columns, Append, From($"join {Since(ledger => ledger.Size)} s(id, size) on t.ledger_id = s.id and t.index >= s.size order by t.ledger_id, t.index")),
            "audit_log" => new(table, columns, Append, From(string.Create(CultureInfo.InvariantCulture, $"where t.seq > {parent?.AuditSeq ?? 0} order by t.seq"))),
            "attachments" => new(table, columns, Merge, From(Added(parent) + " order by t.ledger_id, t.hash, t.kind, t.part")),
            "bundles" or "idempotency" => new(table, columns, Merge, From(Added(parent))),
            _ => new(table, columns, Replace, From("")),
        };
    }

    /// <summary>Size of a log's last checkpoint; 0 when there is none.</summary>
    public static long CheckpointSize(LedgerState ledger) => ledger.Checkpoint is { } note
        ? long.Parse(note.Split('\n', 3)[1], NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    /// <summary>A name as SQL.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Added(BackupManifest? parent) => parent is null ? ""
        : string.Create(CultureInfo.InvariantCulture, $"where t.added >= '{ulong.Parse(parent.SnapshotXmin, CultureInfo.InvariantCulture)}'::xid8");
}
