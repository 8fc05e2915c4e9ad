using System.Globalization;
using System.Text.Json;
using Ledger.Api.Entries;
using Ledger.Api.Ledgers;
using Ledger.Api.Requests;
using Ledger.Api.Tree;
using Microsoft.Net.Http.Headers;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Datasets;

/// <summary>An entry as listed.</summary>
/// <param name="Index">Its index.</param>
/// <param name="LeafHash">Its leaf hash.</param>
/// <param name="Entry">Its content.</param>
public sealed record ListedEntry(long Index, Digest LeafHash, JsonElement Entry)
{
    internal static ListedEntry Of(StoredEntry entry)
    {
        using var document = JsonDocument.Parse(entry.Bytes);
        return new ListedEntry(entry.Index, entry.LeafHash, document.RootElement.Clone());
    }
}

/// <summary>GET …/datasets and what is below it.</summary>
internal static class GetDatasets
{
    public static Task<IResult> ListAsync(HttpContext http, DatasetStore datasets, int? limit, string? cursor, CancellationToken cancellation) =>
        PageAsync(http, datasets, null, limit, cursor, cancellation);

    public static async Task<IResult> VersionsAsync(
        HttpContext http, string n, DatasetStore datasets, int? limit, string? cursor, CancellationToken cancellation) =>
        await datasets.FindAsync(http.Ledger().Id, n, null, cancellation) is null
            ? new ErrorResult(LedgerErrors.NoDataset(n))
            : await PageAsync(http, datasets, n, limit, cursor, cancellation);

    public static async Task<IResult> HistoryAsync(
        HttpContext http, string n, DatasetStore datasets, LogStore log, int? limit, string? cursor, CancellationToken cancellation)
    {
        if (!PageRequest.Read(limit, cursor).TryGet(out var page, out var error) || !page.Number(-1).TryGet(out var after, out error))
        {
            return new ErrorResult(error);
        }

        if (await datasets.FindAsync(http.Ledger().Id, n, null, cancellation) is null)
        {
            return new ErrorResult(LedgerErrors.NoDataset(n));
        }

        var entries = (await log.HistoryAsync(http.Ledger().Id, n, cancellation)).Where(entry => entry.Index > after).Take(page.Limit + 1);
        return TypedResults.Ok(page.Of([.. entries.Select(ListedEntry.Of)], Position));
    }

    public static async Task<IResult> VersionAsync(
        HttpContext http, string n, string v, DatasetStore datasets, LogStore log, CancellationToken cancellation) =>
        await datasets.FindVersionAsync(http.Ledger().Id, n, v, cancellation) is { } version
            && await log.EntryAsync(http.Ledger().Id, version.Index, cancellation) is { } entry
            ? TypedResults.Ok(ListedEntry.Of(entry))
            : new ErrorResult(LedgerErrors.NoDataset($"{n}@{v}"));

    public static async Task<IResult> HeaderAsync(
        HttpContext http, string n, string v, DatasetStore datasets, CancellationToken cancellation) =>
        await datasets.FindVersionAsync(http.Ledger().Id, n, v, cancellation) is { } version
            ? TypedResults.Bytes(version.HeaderBytes, "application/json")
            : new ErrorResult(LedgerErrors.NoDataset($"{n}@{v}"));

    public static async Task<IResult> CommitmentsAsync(
        HttpContext http, string n, string v, string? column, DatasetStore datasets, CancellationToken cancellation)
    {
        if (await datasets.FindVersionAsync(http.Ledger().Id, n, v, cancellation) is not { } version)
        {
            return new ErrorResult(LedgerErrors.NoDataset($"{n}@{v}"));
        }

        var found = version.Header.Columns.FirstOrDefault(candidate => candidate.Committed
            && (candidate.Name == column || candidate.Index.ToString(CultureInfo.InvariantCulture) == column));
        if (found is null || await datasets.CommitmentsAsync(http.Ledger().Id, version.Root, found.Index, cancellation) is not { } bytes)
        {
            return new ErrorResult(LedgerErrors.BadRequest($"column: '{column}' is no committed column of '{n}'."));
        }

        return TypedResults.Bytes(
            bytes, "application/octet-stream", entityTag: new EntityTagHeaderValue($"\"{DatasetRoot.ColumnTree(bytes).Root}\""));
    }

    private static async Task<IResult> PageAsync(
        HttpContext http, DatasetStore datasets, string? name, int? limit, string? cursor, CancellationToken cancellation)
    {
        if (!PageRequest.Read(limit, cursor).TryGet(out var page, out var error) || !page.Number(long.MaxValue).TryGet(out var before, out error))
        {
            return new ErrorResult(error);
        }

        var entries = await datasets.ListAsync(http.Ledger().Id, name, before, page.Limit + 1, cancellation);
        return TypedResults.Ok(page.Of([.. entries.Select(ListedEntry.Of)], Position));
    }

    private static string Position(ListedEntry entry) => entry.Index.ToString(CultureInfo.InvariantCulture);
}
