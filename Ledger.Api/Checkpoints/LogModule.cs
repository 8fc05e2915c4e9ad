using System.Globalization;
using Ledger.Api.Entries;
using Ledger.Api.Ledgers;
using Ledger.Api.Requests;
using Ledger.Api.Tree;
using Platform.ServiceDefaults.Auth;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Checkpoints;

/// <summary>The log as C2SP tlog-tiles serve it, and its proofs as JSON. Anonymous unless <c>Log:Public</c> is false.</summary>
internal static class LogModule
{
    /// <summary>Maps the routes under a ledger.</summary>
    public static void MapLog(this RouteGroupBuilder ledger, LedgerOptions options)
    {
        var log = ledger.MapGroup("/log");
        if (options.IsLogPublic)
        {
            log.AllowAnonymous();
        }
        else
        {
            log.RequirePermission("Read");
        }

        log.MapGet("/checkpoint", CheckpointAsync).WithName("getCheckpoint").WithSummary("The last signed checkpoint, as a note");
        log.MapGet("/tile/{**path}", TileAsync).WithName("getTile").WithSummary("A tile of hashes or entries");
        log.MapGet("/entries/{i}", EntryAsync).WithName("getEntry").WithSummary("One entry, as its canonical JSON");
        log.MapGet("/entries/{i}/tlog-proof", TlogProofAsync).WithName("getTlogProof").WithSummary("One entry's offline proof");
        log.MapGet("/proofs/inclusion", InclusionAsync).WithName("getInclusion").WithSummary("Path of an entry to a root");
        log.MapGet("/proofs/consistency", ConsistencyAsync).WithName("getConsistency").WithSummary("Path between two sizes");
    }

    private static async Task<IResult> CheckpointAsync(HttpContext http, CheckpointStore checkpoints, CancellationToken cancellation)
    {
        if (await checkpoints.FindAsync(http.Ledger().Id, null, cancellation) is not { } last)
        {
            return new ErrorResult(LedgerErrors.NoEntry("no checkpoint is published yet, so every index"));
        }

        http.Response.Headers.CacheControl = "max-age=2";
        return TypedResults.Text(last.Note, "text/plain; charset=utf-8");
    }

    private static async Task<IResult> TileAsync(
        HttpContext http, string path, LogStore log, CheckpointStore checkpoints, CancellationToken cancellation)
    {
        var published = await checkpoints.FindAsync(http.Ledger().Id, null, cancellation);
        if (!TilePath.TryParse(path, out var tile))
        {
            return new ErrorResult(LedgerErrors.BadRequest("tile: {L}/{N}[.p/{W}] or entries/{N}[.p/{W}] is wanted."));
        }

        // Tiles follow checkpoints: what no checkpoint covers may not be cached for ever.
        if (published is null || !tile.ExistsIn(published.Size))
        {
            return new ErrorResult(LedgerErrors.NoEntry("the tile"));
        }

        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        var first = tile.Index * TilePath.FullWidth;
        if (tile.Level < 0)
        {
            using var bundle = new MemoryStream();
            foreach (var entry in await log.RangeAsync(http.Ledger().Id, first, tile.Width, cancellation))
            {
                bundle.Write([(byte)(entry.Bytes.Length >> 8), (byte)entry.Bytes.Length]);
                bundle.Write(entry.Bytes);
            }

            return TypedResults.Bytes(bundle.ToArray(), "application/octet-stream");
        }

        var nodes = Enumerable.Range(0, tile.Width).Select(i => new NodeAddress(8 * tile.Level, first + i)).ToArray();
        return TypedResults.Bytes(
            MerkleHash.AsBytes(await log.NodesAsync(http.Ledger().Id, nodes, cancellation)).ToArray(), "application/octet-stream");
    }

    private static async Task<IResult> EntryAsync(HttpContext http, string i, LogStore log, CancellationToken cancellation) =>
        TryIndex(i, out var index) && await log.EntryAsync(http.Ledger().Id, index, cancellation) is { } entry
            ? TypedResults.Bytes(entry.Bytes, "application/json")
            : new ErrorResult(LedgerErrors.NoEntry(i));

    private static async Task<IResult> TlogProofAsync(
        HttpContext http, string i, LogStore log, CheckpointStore checkpoints, CancellationToken cancellation)
    {
        if (!TryIndex(i, out var index) || await checkpoints.FindAsync(http.Ledger().Id, null, cancellation) is not { } last || index >= last.Size)
        {
            return new ErrorResult(LedgerErrors.NoEntry(i));
        }

        var hashes = await log.RangesAsync(http.Ledger().Id, TreeRange.Inclusion(index, last.Size), cancellation);
        return TypedResults.Text(new TlogProof(index, hashes, last.Note).ToString(), "text/plain; charset=utf-8");
    }

    private static async Task<IResult> InclusionAsync(
        HttpContext http, LogStore log, string? index, string? leafHash, string? size, CancellationToken cancellation)
    {
        var ledger = http.Ledger().Id;
        var (head, _) = await log.HeadAsync(ledger, cancellation);
        var treeSize = head;
        if ((size is not null && !TryIndex(size, out treeSize)) || treeSize > head || (index is null) == (leafHash is null))
        {
            return new ErrorResult(LedgerErrors.BadRequest("index or leafHash, and size ≤ the log's, are wanted."));
        }

        long at = -1;
        if (leafHash is not null)
        {
            if (!Digest.TryParse(leafHash, out var hash))
            {
                return new ErrorResult(LedgerErrors.BadRequest("leafHash: 32 bytes as base64 are wanted."));
            }

            at = await log.IndexOfAsync(ledger, hash, cancellation) ?? -1;
        }
        else if (!TryIndex(index!, out at))
        {
            return new ErrorResult(LedgerErrors.BadRequest("index: an integer is wanted."));
        }

        if (at < 0 || at >= treeSize)
        {
            return new ErrorResult(LedgerErrors.NoEntry(index ?? leafHash!));
        }

        var leaf = await log.NodesAsync(ledger, [new NodeAddress(0, at)], cancellation);
        return TypedResults.Ok(new InclusionAnswer(at, treeSize, leaf[0], await log.RangesAsync(ledger, TreeRange.Inclusion(at, treeSize), cancellation)));
    }

    private static async Task<IResult> ConsistencyAsync(
        HttpContext http, LogStore log, string? first, string? second, CancellationToken cancellation)
    {
        var ledger = http.Ledger().Id;
        var (head, _) = await log.HeadAsync(ledger, cancellation);
        if (!TryIndex(first ?? "", out var older) || !TryIndex(second ?? "", out var newer) || older < 1 || older > newer || newer > head)
        {
            return new ErrorResult(LedgerErrors.BadRequest($"first, second: 1 ≤ first ≤ second ≤ {head} is wanted."));
        }

        return TypedResults.Ok(new ConsistencyAnswer(older, newer, await log.RangesAsync(ledger, TreeRange.Consistency(older, newer), cancellation)));
    }

    private static bool TryIndex(string text, out long index) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index);
}

/// <summary>Path of an entry to the root of a size.</summary>
/// <param name="Index">Index of the entry.</param>
/// <param name="Size">Size of the tree.</param>
/// <param name="LeafHash">Leaf hash of the entry.</param>
/// <param name="Hashes">The path, from the leaf upwards.</param>
public sealed record InclusionAnswer(long Index, long Size, Digest LeafHash, IReadOnlyList<Digest> Hashes);

/// <summary>Path between two sizes.</summary>
/// <param name="First">Older size.</param>
/// <param name="Second">Newer size.</param>
/// <param name="Hashes">The path.</param>
public sealed record ConsistencyAnswer(long First, long Second, IReadOnlyList<Digest> Hashes);
