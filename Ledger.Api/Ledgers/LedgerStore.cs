using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Dapper;
using Ledger.Api.Checkpoints;
using Ledger.Api.Entries;
using Ledger.Api.Operations;
using Ledger.Api.Proofs.Group;
using Ledger.Api.Requests;
using Ledger.Api.Tree;
using Npgsql;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Ledgers;

/// <summary>Creates ledgers and counts what is in them.</summary>
internal sealed class LedgerStore(NpgsqlDataSource database, MasterKey master, LedgerOptions options, TimeProvider time)
{
    /// <summary>Creates a ledger: a fresh signing key, and the genesis entry that names it, in one transaction.</summary>
    public async Task<Outcome<LedgerInfo>> CreateAsync(string project, string? description, string actor, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var seed = RandomNumberGenerator.GetBytes(Ed25519.KeyBytes);
        var origin = $"{options.Host}/{project}";
        var key = new NoteKey(origin, Ed25519.PublicKey(seed));
        var genesis = new Entry
        {
            Op = "genesis",
            Index = "0",
            Origin = origin,
            Time = Entry.Stamp(now),
            Actor = Actor(origin, actor),
            Params = new JsonObject { ["verifierKey"] = key.ToString() },
        }.ToBytes();
        var leaf = MerkleHash.Leaf(genesis).ToArray();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        try
        {
            await connection.ExecuteAsync(new CommandDefinition(
                """
                insert into ledgers (project, origin, description, public_key, sealed_seed, created_at)
                values (@project, @origin, @description, @publicKey, @sealedSeed, @at);
                insert into entries (ledger_id, index, leaf_hash, bytes, op, parents, created_at)
                select id, 0, @leaf, @genesis, 'genesis', '{}', @at from ledgers where project = @project;
                insert into heads (ledger_id, size, root, peaks) select id, 1, @leaf, @leaf from ledgers where project = @project;
                """,
                new
                {
                    project,
                    origin,
                    description,
                    publicKey = key.PublicKey,
                    sealedSeed = master.Seal(CheckpointStore.SeedPurpose + origin, seed),
                    at = now.UtcDateTime,
                    leaf,
                    genesis,
                },
                transaction,
                cancellationToken: cancellation));
            await transaction.CommitAsync(cancellation);
            LogMetrics.Appended("genesis");
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return LedgerErrors.ProjectExists(project);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }

        return (await new LogStore(database).FindAsync(project, cancellation))!;
    }

    /// <summary>Salted hash of an account, which entries carry in its place.</summary>
    public string Actor(string origin, string account) => Convert.ToBase64String(master.Pseudonym("actor " + origin, account).AsSpan(0, 16));

    /// <summary>What a ledger holds.</summary>
    public async Task<LedgerStats> StatsAsync(LedgerInfo ledger, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        using var results = await connection.QueryMultipleAsync(new CommandDefinition(
            """
            select size from heads where ledger_id = @Id;
            select count(distinct name) from versions where ledger_id = @Id;
            select op, count(*) from entries where ledger_id = @Id group by op;
            select max(created_at) from entries where ledger_id = @Id;
            select (select coalesce(sum(length(bytes)), 0) from entries where ledger_id = @Id)
                 + (select coalesce(sum(length(bytes)), 0) from attachments where ledger_id = @Id);
            select read_only is null from ledgers where id = @Id;
            """,
            new { ledger.Id }, cancellationToken: cancellation));
        return new LedgerStats(
            ledger.Project,
            await results.ReadSingleAsync<long>(),
            await results.ReadSingleAsync<long>(),
            (await results.ReadAsync<(string Op, long Count)>()).ToDictionary(row => row.Op, row => row.Count),
            Entry.Stamp(await results.ReadSingleAsync<DateTime>()),
            (long)await results.ReadSingleAsync<decimal>(),
            // Read anew, as the rest: what the request knows of its ledger may be older.
            await results.ReadSingleAsync<bool>() ? "ok" : "read_only");
    }
}

/// <summary>What a ledger holds.</summary>
/// <param name="Name">Project.</param>
/// <param name="TotalEntries">Entries, genesis included.</param>
/// <param name="DatasetsTracked">Dataset names.</param>
/// <param name="OperationsByType">Entries by operation.</param>
/// <param name="LatestEntryTime">When the last was appended.</param>
/// <param name="StorageSizeBytes">Bytes of entries and attachments.</param>
/// <param name="IntegrityStatus"><c>ok</c>, or <c>read_only</c> after a disagreement.</param>
public sealed record LedgerStats(
    string Name, long TotalEntries, long DatasetsTracked, IReadOnlyDictionary<string, long> OperationsByType,
    string LatestEntryTime, long StorageSizeBytes, string IntegrityStatus);
