using Ledger.Api.Errors;

namespace Ledger.Api.Backups;

/// <summary>Expected failures about backups.</summary>
internal static class BackupErrors
{
    public static LedgerError NoBackup(string id) => new(404, "backup_not_found", "There is no such backup.", $"id: '{id}' is no backup of any target.");

    public static LedgerError Damaged(string detail) => new(422, "backup_damaged", "The backup is not what was written.", detail);

    public static LedgerError Failed(string detail) => new(503, "backup_failed", "A place that backups lie in did not do its part.", detail);

    public static LedgerError NotConfirmed(string id) => new(400, "bad_request", "The request is malformed.", $"confirm: '{id}' is wanted, the id of what is to be done.");

    public static LedgerError NothingToConfirm(string project) => new(400, "bad_request", "The request is malformed.", $"project: '{project}' is not stopped for a checkpoint published beyond it.");
}
