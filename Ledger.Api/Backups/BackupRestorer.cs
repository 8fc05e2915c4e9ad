using System.Security.Cryptography;
using Dapper;
using Ledger.Api.Checkpoints;
using Ledger.Api.Ledgers;
using Ledger.Api.Tree;
using Npgsql;
using NpgsqlTypes;
using Platform.ServiceDefaults.Data;

namespace Ledger.Api.Backups;

/// <summary>
/// Restores a chain of backups into a new schema: nothing is written before the whole chain is verified, and nothing that is in use
/// is touched before the new schema is verified too.
/// </summary>
internal sealed class BackupRestorer(IConfiguration settings, MasterKey master, ILogger<Migrator> migrations)
{
    /// <summary>First part of the names of schemas that are being restored.</summary>
    public const string SchemaPrefix = "restore_";

    /// <summary>Writes a verified chain into a schema of its own.</summary>
    /// <param name="shelf">Where the chain lies.</param>
    /// <param name="chain">The chain, the full backup first, verified.</param>
    /// <param name="erasures">Versions whose rows and key must not come back.</param>
    /// <param name="published">Checkpoints known to be published, from wherever.</param>
    /// <param name="progress">Told 0–1.</param>
    /// <param name="cancellation">Breaks off; the schema is removed.</param>
    /// <returns>The schema.</returns>
    public async Task<string> WriteAsync(
        BackupShelf shelf, IReadOnlyList<BackupManifest> chain, IReadOnlyList<Erasure> erasures, IReadOnlyList<PublishedHead> published,
        Action<double> progress, CancellationToken cancellation)
    {
        var last = chain[^1];
        var files = Files();
        var applied = last.Migrations.Select(known => files.FirstOrDefault(file => (file.Scope, file.Version, file.Checksum) == (known.Scope, known.Version, known.Checksum))
            ?? throw new DamagedException($"{last.Id}/{BackupManifest.FileName}", $"was made with migration {known.Scope} {known.Version:D4}_{known.Name}, which this version of the service does not have")).ToArray();
        await CheckMasterKeyAsync(shelf, last, cancellation);

        var schema = SchemaPrefix + last.Id.Replace('-', '_').ToLowerInvariant();
        await using var database = Open(schema);
        await using (var connection = await database.OpenConnectionAsync(cancellation))
        {
            await connection.ExecuteAsync(new CommandDefinition(
                $"drop schema if exists {BackupTables.Quote(schema)} cascade; create schema {BackupTables.Quote(schema)}", cancellationToken: cancellation));
        }

        try
        {
            var migrator = new Migrator(database, migrations);
            await migrator.ApplyAsync(applied, cancellation);
            await LoadAsync(database, shelf, chain, value => progress(0.8 * value), cancellation);
            await RebuildAsync(database, last, cancellation);
            await ForgetAsync(database, erasures, cancellation);
            await migrator.ApplyAsync(files, cancellation);
            await ClaimAsync(database, cancellation);
            await PublishedHeads.GuardAsync(database, published, cancellation);
            progress(1);
            return schema;
        }
        catch
        {
            await DropAsync(database, schema);
            throw;
        }
    }

    /// <summary>Removes what restores left that were broken off; only inside the gate, where nobody restores.</summary>
    public static async Task SweepAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        foreach (var schema in await connection.QueryAsync<string>(new CommandDefinition(
            "select nspname::text from pg_namespace where starts_with(nspname, @SchemaPrefix)", new { SchemaPrefix }, cancellationToken: cancellation)))
        {
            await DropAsync(database, schema);
        }
    }

    /// <summary>Removes a schema that was restored.</summary>
    public static async Task DropAsync(NpgsqlDataSource database, string schema)
    {
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        await connection.ExecuteAsync(new CommandDefinition($"drop schema if exists {BackupTables.Quote(schema)} cascade", commandTimeout: 0));
    }

    private static MigrationFile[] Files() => [.. MigrationFile.In(typeof(Migrator).Assembly, "platform"), .. MigrationFile.In(typeof(BackupRestorer).Assembly, "ledger")];

    private NpgsqlDataSource Open(string schema)
    {
        var connection = new NpgsqlConnectionStringBuilder(settings.GetConnectionString("ledgerdb"))
        {
            SearchPath = schema,
            CommandTimeout = 0,
            MinPoolSize = 0,
            MaxPoolSize = 4,
            MaxAutoPrepare = 0,
            ApplicationName = "ledger-restore",
        };
        return NpgsqlDataSource.Create(connection);
    }

    // A restore under another master key would give logs that cannot sign and rows that nobody can open.
    private async Task CheckMasterKeyAsync(BackupShelf shelf, BackupManifest last, CancellationToken cancellation)
    {
        await using var rows = await shelf.RowsAsync(last, "ledgers", cancellation)
            ?? throw new DamagedException($"{last.Id}/{BackupManifest.FileName}", "lists no ledgers");
        while (await rows.NextAsync(null, cancellation) is { } row)
        {
            var origin = System.Text.Encoding.UTF8.GetString(row[rows["origin"]]!);
            try
            {
                CryptographicOperations.ZeroMemory(master.Open(CheckpointStore.SeedPurpose + origin, row[rows["sealed_seed"]]));
            }
            catch (CryptographicException)
            {
                throw new DamagedException($"{last.Id}/ledgers.zbk", $"holds the signing key of {origin} sealed under another LEDGER_MASTER_KEY than this service has");
            }
        }
    }

    private static async Task LoadAsync(
        NpgsqlDataSource database, BackupShelf shelf, IReadOnlyList<BackupManifest> chain, Action<double> progress, CancellationToken cancellation)
    {
        var files = chain.SelectMany(manifest => manifest.Files.Select(file => (manifest, file)))
            .Where(item => item.file.Mode != BackupTables.Replace || item.manifest == chain[^1]).ToArray();
        // By table first, so that what others point at is there.
        var order = chain[^1].Files.Select(file => file.Table).ToList();
        var done = 0;
        foreach (var (manifest, file) in files.OrderBy(item => order.IndexOf(item.file.Table)))
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            var columns = string.Join(", ", file.Columns.Select(BackupTables.Quote));
            var table = BackupTables.Quote(file.Table);
            var merges = file.Mode == BackupTables.Merge && manifest != chain[0];
            if (merges)
            {
                await connection.ExecuteAsync(new CommandDefinition($"create temp table incoming as select {columns} from {table} where false", cancellationToken: cancellation));
            }
            else if (file.Mode == BackupTables.Replace)
            {
                await connection.ExecuteAsync(new CommandDefinition($"delete from {table}", cancellationToken: cancellation));
            }

            await using (var rows = await shelf.OpenAsync(manifest, file, cancellation))
            await using (var target = await connection.BeginRawBinaryCopyAsync($"copy {(merges ? "incoming" : table)} ({columns}) from stdin (format binary)", cancellation))
            {
                await rows.CopyToAsync(target, cancellation);
            }

            if (merges)
            {
                await connection.ExecuteAsync(new CommandDefinition(
                    $"insert into {table} ({columns}) select {columns} from incoming on conflict do nothing; drop table incoming", cancellationToken: cancellation));
            }

            progress((double)++done / files.Length);
        }
    }

    // What backups leave out because it follows from the entries; and what is in the database is what the manifest says.
    private static async Task RebuildAsync(NpgsqlDataSource database, BackupManifest last, CancellationToken cancellation)
    {
        foreach (var ledger in last.Ledgers)
        {
            var tree = new CompactRange();
            await using var reading = await database.OpenConnectionAsync(cancellation);
            await using var writing = await database.OpenConnectionAsync(cancellation);
            await using (var nodes = await writing.BeginBinaryImportAsync("copy nodes (ledger_id, level, index, hash) from stdin (format binary)", cancellation))
            {
                await using var command = new NpgsqlCommand("select index, leaf_hash, bytes from entries where ledger_id = $1 order by index", reading) { Parameters = { new() { Value = ledger.Id } } };
                await using var entries = await command.ExecuteReaderAsync(cancellation);
                var completed = new List<(NodeAddress Address, Digest Hash)>();
                while (await entries.ReadAsync(cancellation))
                {
                    var leaf = MerkleHash.Leaf(entries.GetFieldValue<byte[]>(2));
                    if (entries.GetInt64(0) != tree.Size || leaf != Digest.Read(entries.GetFieldValue<byte[]>(1)))
                    {
                        throw new DamagedException($"{last.Id}/entries.zbk", $"gave {ledger.Origin} another entry {tree.Size} in the database than was verified");
                    }

                    completed.Clear();
                    tree.Append(leaf, (address, hash) => completed.Add((address, hash)));
                    foreach (var (address, hash) in completed)
                    {
                        await nodes.StartRowAsync(cancellation);
                        await nodes.WriteAsync(ledger.Id, NpgsqlDbType.Integer, cancellation);
                        await nodes.WriteAsync((short)address.Level, NpgsqlDbType.Smallint, cancellation);
                        await nodes.WriteAsync(address.Index, NpgsqlDbType.Bigint, cancellation);
                        await nodes.WriteAsync(hash.ToArray(), NpgsqlDbType.Bytea, cancellation);
                    }
                }

                await nodes.CompleteAsync(cancellation);
            }

            if (tree.Size != ledger.Size || tree.Root.ToBase64() != ledger.Root)
            {
                throw new DamagedException($"{last.Id}/entries.zbk", $"gave {ledger.Origin} {tree.Size} entries and root {tree.Root.ToBase64()} in the database, {ledger.Size} and {ledger.Root} are wanted");
            }

            await writing.ExecuteAsync(new CommandDefinition(
                "insert into heads (ledger_id, size, root, peaks) values (@Id, @Size, @root, @peaks)",
                new { ledger.Id, tree.Size, root = tree.Root.ToArray(), peaks = MerkleHash.AsBytes([.. tree.Peaks]).ToArray() }, cancellationToken: cancellation));
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            "select setval(pg_get_serial_sequence('ledgers', 'id'), coalesce((select max(id) from ledgers), 0) + 1, false)", cancellationToken: cancellation));
    }

    // An attachment that one backup holds unclaimed may be claimed by an entry of the next: better an orphan that stays than one that
    // is swept and missed.
    private static async Task ClaimAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            do $$ begin
                if exists (select 1 from pg_attribute where attrelid = 'attachments'::regclass and attname = 'unclaimed') then
                    update attachments set unclaimed = false where unclaimed;
                end if;
            end $$
            """, cancellationToken: cancellation));
    }

    private static async Task ForgetAsync(NpgsqlDataSource database, IReadOnlyList<Erasure> erasures, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into erasures (origin, dataset, version, dataset_root, exported)
            select o, d, v, r, true from unnest(@origins, @datasets, @versions, @roots) as e(o, d, v, r) on conflict do nothing;
            """ + ApplySql,
            new
            {
                origins = erasures.Select(erasure => erasure.Origin).ToArray(),
                datasets = erasures.Select(erasure => erasure.Dataset).ToArray(),
                versions = erasures.Select(erasure => erasure.Version).ToArray(),
                roots = erasures.Select(erasure => Convert.FromBase64String(erasure.Root)).ToArray(),
            }, cancellationToken: cancellation));
    }

    /// <summary>Destroys, in the schema that comes first, the rows and keys of all that its erasures name.</summary>
    public const string ApplySql = """
        update versions v set sealed_key = null from erasures e, ledgers l
        where l.origin = e.origin and v.ledger_id = l.id and v.name = e.dataset and v.version = e.version and v.dataset_root = e.dataset_root;
        delete from attachments a using erasures e, ledgers l
        where l.origin = e.origin and a.ledger_id = l.id and a.hash = e.dataset_root and a.kind like 'witness/%';
        """;
}
