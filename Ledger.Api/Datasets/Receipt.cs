using System.Text.Json;
using Ledger.Api.Checkpoints;
using Ledger.Api.Entries;
using Ledger.Api.Ledgers;
using Ledger.Api.Requests;
using Ledger.Api.Tree;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Datasets;

/// <summary>What a write is answered with: the entry is durable.</summary>
/// <param name="Index">Index of the entry.</param>
/// <param name="LeafHash">Leaf hash of the entry.</param>
/// <param name="DatasetRoot">Root of the dataset version it introduces.</param>
/// <param name="Entry">The entry.</param>
/// <param name="Checkpoint">A signed checkpoint that covers it, when waited for.</param>
/// <param name="Inclusion">Path to that checkpoint's root.</param>
/// <param name="ProofId">Proof made with it.</param>
public sealed record Receipt(
    long Index, Digest LeafHash, string? DatasetRoot, JsonElement Entry, string? Checkpoint = null,
    IReadOnlyList<Digest>? Inclusion = null, string? ProofId = null)
{
    internal static Receipt Of(AppendedEntry entry) => new(
        entry.Index, entry.LeafHash, entry.Entry.DatasetRoot, JsonSerializer.SerializeToElement(entry.Entry, Entries.Entry.EntryJson));
}

/// <summary>Answers writes.</summary>
internal sealed class Receipts(LogStore log, CheckpointStore checkpoints, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(3);

    /// <summary>An append's outcome as the answer: 201 with a receipt, or what the first try got.</summary>
    public async Task<IResult> AnswerAsync(HttpContext http, Outcome<AppendResult> outcome, CancellationToken cancellation)
    {
        if (!outcome.TryGet(out var result, out var error))
        {
            return new ErrorResult(error);
        }

        var body = result.Body;
        if (IsAwaited(http) && !result.Replayed && result.Entries is [var entry, ..])
        {
            body = JsonSerializer.Serialize(await CoveredAsync(http.Ledger(), Receipt.Of(entry), cancellation), RequestJson.Options);
        }

        return TypedResults.Text(body, "application/json", statusCode: result.Status);
    }

    /// <summary>True when the caller waits for a checkpoint.</summary>
    public static bool IsAwaited(HttpContext http) => http.Request.Query["wait"] == "checkpoint";

    /// <summary>A receipt with a checkpoint that covers it, when one appears within three seconds.</summary>
    public async Task<Receipt> CoveredAsync(LedgerInfo ledger, Receipt receipt, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            if (await checkpoints.FindAsync(ledger.Id, receipt.Index + 1, cancellation) is { } covering)
            {
                var path = await log.RangesAsync(ledger.Id, TreeRange.Inclusion(receipt.Index, covering.Size), cancellation);
                return receipt with { Checkpoint = covering.Note, Inclusion = path };
            }

            if (time.GetElapsedTime(started) > LongestWait)
            {
                return receipt;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellation);
        }
    }

    /// <summary>The answer of a draft of one entry.</summary>
    public static Func<IReadOnlyList<AppendedEntry>, (int Status, string Body)> Single =>
        entries => (201, JsonSerializer.Serialize(Receipt.Of(entries[0]), RequestJson.Options));
}
