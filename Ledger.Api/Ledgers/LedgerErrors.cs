using Ledger.Api.Errors;

namespace Ledger.Api.Ledgers;

/// <summary>Expected failures about ledgers, entries and requests (contract §5).</summary>
internal static class LedgerErrors
{
    public static LedgerError BadRequest(string detail) => new(400, "bad_request", "The request is malformed.", detail);

    public static LedgerError Forbidden() => new(403, "forbidden", "The caller may not do this.", "The caller's key or token is not for this.");

    public static LedgerError NotJson() => new(415, "format_not_supported", "The body's format is not supported.", "Content-Type: application/json is wanted.");

    public static LedgerError BodyTooLarge(long limit) => new(413, "file_too_large", "The body is too large.", $"A JSON body has at most {limit} bytes.");

    public static LedgerError BadName(string what, string wanted) => new(400, "bad_name", "A name is not allowed.", $"{what}: {wanted}.");

    public static LedgerError BadCursor() => new(400, "bad_cursor", "The cursor is not one of ours.", "cursor: take it from a list's 'next'.");

    public static LedgerError NoLedger(string project) => new(404, "ledger_not_found", "There is no such ledger.", $"project: '{project}' has no ledger.");

    public static LedgerError NoDataset(string name) => new(404, "dataset_not_found", "There is no such dataset.", $"dataset: '{name}' has no such version here.");

    public static LedgerError NoEntry(string index) => new(404, "entry_not_found", "There is no such entry.", $"index: {index} is not below the log's size.");

    public static LedgerError NoProof(string id) => new(404, "proof_not_found", "There is no such proof.", $"id: '{id}' is no proof of this ledger.");

    public static LedgerError NoJob(string id) => new(404, "job_not_found", "There is no such job.", $"id: '{id}' is no job of the caller.");

    public static LedgerError ProjectExists(string project) => new(409, "project_exists", "The project has a ledger.", $"project: '{project}' exists.");

    public static LedgerError DatasetExists(string name) => new(409, "dataset_exists", "The dataset exists.", $"name: '{name}' exists; send newVersion: true to add a version.");

    public static LedgerError IdempotencyMismatch() => new(409, "idempotency_mismatch", "The key was used with another request.", "Idempotency-Key: it belongs to a request with another body.");

    public static LedgerError WitnessDestroyed(string name) => new(409, "witness_destroyed", "The rows are destroyed.", $"dataset: the rows and the key of '{name}' are destroyed or were never here; its proofs stay valid.");

    public static LedgerError NotReady(string detail) => new(503, "not_ready", "The service is not ready for this.", detail);

    public static LedgerError ReadOnly(string why) => new(503, "read_only", "The ledger takes no entries.", why);

    public static LedgerError SmallGroup(int least) => new(422, "small_group", "The dataset has too few rows for this statement.", $"rows: a statement about fewer than {least} rows would show single ones.");

    public static LedgerError Statement(string detail) => new(422, "statement", "The statement cannot be about these datasets.", detail);

    public static LedgerError SplitEmpty() => new(422, "split_empty", "A side of the split is empty.", "trainRatio: leaves no row on one side.");

    public static LedgerError Busy() => new(503, "prover_busy", "Too many proofs are being made.", "Try again in a moment.");

    public static LedgerError ProofTimeout(TimeSpan limit) => new(504, "proof_timeout", "The proof took too long.", $"The time limit is {limit.TotalSeconds} s.");

    public static LedgerError Report(string format) => new(406, "report_format_not_supported", "The report format is not supported.", $"format: '{format}' is not one of json, json-ld, html and pdf.");
}
