using System.IO.Compression;
using System.Runtime.InteropServices;
using Dapper;
using Ledger.Api.Backups.Targets;
using Ledger.Api.Checkpoints;
using Ledger.Api.Entries;
using Ledger.Api.Tree;
using Npgsql;

namespace Ledger.Api.Backups;

/// <summary>
/// Takes a backup: one snapshot transaction, each table streamed as PostgreSQL's binary COPY through brotli and AES-256-GCM into a
/// file, then verification, then the manifest, which makes it a backup. What is interrupted before has no manifest and counts for
/// nothing. Memory does not depend on the size of the database.
/// </summary>
internal sealed class BackupWriter(NpgsqlDataSource database, LocalFolder local, BackupKey key, BackupOptions options, TimeProvider time)
{
    private readonly BackupShelf _shelf = new(local, key);

    /// <summary>Takes one.</summary>
    /// <param name="parent">What an incremental adds to; a full backup is made when it is null or the database did not grow from it.</param>
    /// <param name="progress">Told 0–1.</param>
    /// <param name="cancellation">Breaks off and removes what was written.</param>
    public async Task<BackupManifest> WriteAsync(BackupManifest? parent, Action<double> progress, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        var (taken, xmin, lineage, auditSeq) = await connection.QuerySingleAsync<(DateTime, string, string, long)>(new CommandDefinition(
            """
            set transaction read only;
            select clock_timestamp(), pg_snapshot_xmin(pg_current_snapshot())::text,
                l.id || '/' || s.system_identifier || '/' || c.timeline_id || '/' || d.oid, coalesce((select max(seq) from audit_log), 0)
            from backup_lineage l, pg_control_system() s, pg_control_checkpoint() c, pg_database d where d.datname = current_database()
            """, transaction: transaction, cancellationToken: cancellation));
        var ledgers = await LedgersAsync(connection, cancellation);
        if (parent is not null && (parent.Lineage != lineage || !await GrewAsync(connection, parent, ledgers, cancellation)))
        {
            parent = null;
        }

        var kind = parent is null ? BackupKinds.Full : BackupKinds.Incremental;
        var id = BackupManifest.NewId(time.GetUtcNow(), kind);
        try
        {
            var files = new List<BackupFile>();
            var plan = await BackupTables.PlanAsync(connection, ledgers, parent, cancellation);
            foreach (var table in plan)
            {
                files.Add(await CopyAsync(connection, id, table, cancellation));
                progress(0.8 * files.Count / plan.Count);
            }

            var migrations = await connection.QueryAsync<AppliedMigration>(new CommandDefinition(
                "select scope, version, name, checksum from schema_migrations order by applied_at, scope, version", transaction: transaction, cancellationToken: cancellation));
            var manifest = new BackupManifest
            {
                Format = BackupManifest.FormatName,
                Id = id,
                Kind = kind,
                Parent = parent is null ? null : new ParentLink(parent.Id, (await _shelf.FindAsync(parent.Id, cancellation))!.ManifestSha256),
                TakenAt = Entry.Stamp(taken),
                KeyId = key.Id,
                Lineage = lineage,
                SnapshotXmin = xmin,
                AuditSeq = auditSeq,
                Compression = options.Compress ? "brotli" : "none",
                Migrations = [.. migrations],
                Ledgers = ledgers,
                Files = files,
            };
            await transaction.CommitAsync(cancellation);
            await BackupVerifier.NewAsync(_shelf, manifest, parent, cancellation);
            await local.WriteAsync(manifest.PathOf(BackupManifest.FileName), stream => stream.WriteAsync(manifest.Seal(key), cancellation).AsTask());
            return manifest;
        }
        catch
        {
            if (Directory.Exists(local.PathOf($"{BackupShelf.Folder}/{id}")))
            {
                Directory.Delete(local.PathOf($"{BackupShelf.Folder}/{id}"), recursive: true);
            }

            throw;
        }
    }

    private static async Task<List<LedgerState>> LedgersAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var rows = await connection.QueryAsync<(int Id, string Project, string Origin, byte[] Key, long Size, byte[] Root, byte[] Peaks, string? Note)>(
            new CommandDefinition(
                """
                select l.id, l.project, l.origin, l.public_key, h.size, h.root, h.peaks,
                    (select c.note from checkpoints c where c.ledger_id = l.id and c.size <= h.size order by c.size desc limit 1)
                from ledgers l join heads h on h.ledger_id = l.id order by l.id
                """, cancellationToken: cancellation));
        return [.. rows.Select(row => new LedgerState(
            row.Id, row.Project, row.Origin, new NoteKey(row.Origin, row.Key).ToString(), row.Size, Digest.Read(row.Root).ToBase64(),
            [.. MemoryMarshal.Cast<byte, Digest>(row.Peaks).ToArray().Select(peak => peak.ToBase64())], row.Note))];
    }

    // The same logs, none shorter, each with the parent's root at the parent's size.
    private static async Task<bool> GrewAsync(NpgsqlConnection connection, BackupManifest parent, List<LedgerState> ledgers, CancellationToken cancellation)
    {
        foreach (var before in parent.Ledgers)
        {
            var now = ledgers.Find(ledger => ledger.Id == before.Id);
            if (now is null || now.Origin != before.Origin || now.VerifierKey != before.VerifierKey || now.Size < before.Size
                || TreeRange.Fold(await LogStore.NodesAsync(connection, before.Id, [.. new TreeRange(0, before.Size).Nodes()], cancellation)).ToBase64() != before.Root)
            {
                return false;
            }
        }

        return true;
    }

    private async Task<BackupFile> CopyAsync(NpgsqlConnection connection, string id, TableSelection table, CancellationToken cancellation)
    {
        var name = table.Name + ".zbk";
        BackupFile? file = null;
        await local.WriteAsync($"{BackupShelf.Folder}/{id}/{name}", async stream =>
        {
            await using var sealing = new SealingStream(stream, key, id, name);
            await using (var source = await connection.BeginRawBinaryCopyAsync($"copy ({table.Select}) to stdout (format binary)", cancellation))
            {
                if (options.Compress)
                {
                    // Fast: most of what is stored is hashes and ciphertext, which nothing makes smaller.
                    await using var packing = new BrotliStream(sealing, CompressionLevel.Fastest, leaveOpen: true);
                    await source.CopyToAsync(packing, cancellation);
                }
                else
                {
                    await source.CopyToAsync(sealing, cancellation);
                }
            }

            await sealing.EndAsync(cancellation);
            file = new BackupFile(name, table.Name, table.Columns, table.Mode, sealing.Written, Convert.ToHexStringLower(sealing.Hash));
        });
        return file!;
    }
}
