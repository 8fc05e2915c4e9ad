using System.Text.Json.Nodes;
using Dapper;
using Ledger.Api.Datasets;
using Ledger.Api.Entries;
using Ledger.Api.Ledgers;
using Ledger.Api.Requests;
using Npgsql;
using Platform.ServiceDefaults.Audit;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Backups;

/// <summary>An operator's word that what stood behind a published checkpoint is lost.</summary>
/// <param name="Confirm">The project's name once more.</param>
public sealed record ConfirmRollbackRequest(string? Confirm);

/// <summary>
/// POST /api/admin/ledgers/{p}/confirm-rollback: a log that was restored behind a published checkpoint signs again. Its first entry
/// from then on names that checkpoint, so that whoever holds it finds the reason in the log itself.
/// </summary>
internal static class ConfirmRollback
{
    public static async Task<IResult> HandleAsync(
        HttpContext http, string p, NpgsqlDataSource database, LogStore log, LedgerStore ledgers, Sequencer sequencer, Receipts receipts, CancellationToken cancellation)
    {
        http.AuditDetail("project", RequestReading.IsProject(p) ? p : null);
        if (!http.User.MayUse(p))
        {
            return new ErrorResult(LedgerErrors.Forbidden());
        }

        if (!(await http.ReadJsonAsync<ConfirmRollbackRequest>(cancellation)).TryGet(out var request, out var error))
        {
            return new ErrorResult(error);
        }

        if (await log.FindAsync(p, cancellation) is not { } ledger)
        {
            return new ErrorResult(LedgerErrors.NoLedger(p));
        }

        if (request.Value.Confirm != p)
        {
            return new ErrorResult(BackupErrors.NotConfirmed(p));
        }

        if (await LiftAsync(database, ledger, http.CallerName(), cancellation) is not { Count: > 0 } notes)
        {
            return new ErrorResult(BackupErrors.NothingToConfirm(p));
        }

        var entry = new Entry
        {
            Op = "custom",
            Actor = ledgers.Actor(ledger.Origin, http.CallerName()),
            Params = new JsonObject
            {
                ["operationType"] = "rollback-confirmed",
                ["parameters"] = new JsonObject { ["checkpoints"] = new JsonArray([.. notes.Select(note => JsonValue.Create(note))]) },
            },
        };
        http.Ledger(ledger);
        var draft = new Draft(new EntryDraft(entry)) { Idempotency = request.Idempotency, Respond = Receipts.Single };
        return await receipts.AnswerAsync(http, await sequencer.AppendAsync(ledger, draft, cancellation), cancellation);
    }

    private static async Task<IReadOnlyList<string>> LiftAsync(NpgsqlDataSource database, LedgerInfo ledger, string caller, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var notes = await connection.QueryAsync<string>(new CommandDefinition(
            """
            update published_heads set confirmed_by = @caller, confirmed_at = clock_timestamp()
            where origin = @Origin and confirmed_at is null and exists (select 1 from ledgers where id = @Id and starts_with(read_only, @Reason))
            returning note
            """,
            new { ledger.Id, ledger.Origin, caller, PublishedHeads.Reason }, transaction, cancellationToken: cancellation));
        await connection.ExecuteAsync(new CommandDefinition(
            "update ledgers set read_only = null where id = @Id and starts_with(read_only, @Reason)",
            new { ledger.Id, PublishedHeads.Reason }, transaction, cancellationToken: cancellation));
        await transaction.CommitAsync(cancellation);
        return [.. notes];
    }
}
