using System.Text.Json;
using Ledger.Api.Auditing;
using Ledger.Api.Entries;
using Ledger.Api.Jobs;
using Ledger.Api.Ledgers;
using Ledger.Api.Operations;
using Ledger.Api.Reading;
using Ledger.Api.Requests;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Datasets;

/// <summary>POST …/datasets: multipart <c>manifest</c> then <c>file</c>, or the JSON of a local prover.</summary>
internal static class NotarizeDataset
{
    private const int MaxManifestBytes = 4 << 20;

    // What is searched for the boundary at a time: small pieces cost more than the file's reading.
    private const int BufferBytes = 1 << 17;

    /// <summary>Larger files are answered with a job once they are read.</summary>
    private const long MaxBytesAtOnce = 64L << 20;

    public static async Task<IResult> HandleAsync(
        HttpContext http, Notarizer notarizer, LocalNotarizer local, Receipts receipts, JobRunner jobs, CancellationToken cancellation)
    {
        if (http.Request.HasJsonContentType())
        {
            return await local.HandleAsync(http, receipts, cancellation);
        }

        if (!(await ReadAsync(http, null, cancellation)).TryGet(out var upload, out var error))
        {
            return new ErrorResult(error);
        }

        AuditLine.Note(http, dataset: upload.Manifest.Name);
        if (upload.File.Bytes > MaxBytesAtOnce || http.AsksForJob())
        {
            var (ledger, caller) = (http.Ledger(), http.CallerName());
            return await jobs.StartAsync("notarize", caller, ledger.Id, async (_, token) =>
                Receipt(await notarizer.NotarizeAsync(ledger, upload.Manifest, upload.File, caller, upload.Key, token)), cancellation);
        }

        var result = await notarizer.NotarizeAsync(
            http.Ledger(), upload.Manifest, upload.File, http.CallerName(), upload.Key, cancellation);
        return await receipts.AnswerAsync(http, result, cancellation);
    }

    private static Outcome<JsonElement> Receipt(Outcome<AppendResult> outcome) =>
        outcome.TryGet(out var result, out var error) ? JsonElement.Parse(result.Body) : (Outcome<JsonElement>)error;

    /// <summary>Reads both parts, the file as a stream when it comes last.</summary>
    /// <param name="http">The request.</param>
    /// <param name="known">What stands in for a manifest that is not sent, and for columns that it does not name.</param>
    /// <param name="cancellation">Ends the reading.</param>
    internal static async Task<Outcome<Upload>> ReadAsync(HttpContext http, Manifest? known, CancellationToken cancellation)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
        {
            return new Errors.LedgerError(415, "format_not_supported", "The body's format is not supported.",
                "Content-Type: multipart/form-data with manifest and file, or application/json, is wanted.");
        }

        var reader = new MultipartReader(boundary, http.Request.Body, BufferBytes) { BodyLengthLimit = null };
        byte[]? manifest = null;
        (MemoryStream Body, string? Name, string? Type)? early = null;
        try
        {
            while (await reader.ReadNextSectionAsync(cancellation) is { } section)
            {
                if (section.GetContentDispositionHeader() is not { } disposition)
                {
                    continue;
                }

                var part = HeaderUtilities.RemoveQuotes(disposition.Name).Value;
                if (part == "manifest")
                {
                    if (await BufferedAsync(section.Body, MaxManifestBytes, cancellation) is not { } bytes)
                    {
                        return LedgerErrors.BadRequest("manifest: at most 4 MiB are wanted.");
                    }

                    manifest = bytes.ToArray();
                    if (early is { } waiting)
                    {
                        return await ReadFileAsync(http, waiting.Body, waiting.Name, waiting.Type, manifest, known, cancellation);
                    }
                }
                else if (part == "file")
                {
                    var name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
                    if (manifest is not null)
                    {
                        return await ReadFileAsync(http, section.Body, name, section.ContentType, manifest, known, cancellation);
                    }

                    if (await BufferedAsync(section.Body, MaxBytesAtOnce, cancellation) is not { } body)
                    {
                        return LedgerErrors.BadRequest("manifest: before a file of more than 64 MiB is wanted.");
                    }

                    early = (body, name, section.ContentType);
                }
            }
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException && !cancellation.IsCancellationRequested)
        {
            return LedgerErrors.BadRequest("body: not a well-formed multipart body.");
        }

        return early is { } alone && known is not null
            ? await ReadFileAsync(http, alone.Body, alone.Name, alone.Type, null, known, cancellation)
            : LedgerErrors.BadRequest($"{(early is null ? "file" : "manifest")}: a part of this name is wanted.");
    }

    private static async Task<MemoryStream?> BufferedAsync(Stream body, long limit, CancellationToken cancellation)
    {
        var buffer = new MemoryStream();
        var block = new byte[81_920];
        int read;
        while ((read = await body.ReadAsync(block, cancellation)) > 0)
        {
            if (buffer.Length + read > limit)
            {
                return null;
            }

            buffer.Write(block, 0, read);
        }

        buffer.Position = 0;
        return buffer;
    }

    private static async Task<Outcome<Upload>> ReadFileAsync(
        HttpContext http, Stream body, string? fileName, string? mediaType, byte[]? manifestBytes, Manifest? known, CancellationToken cancellation)
    {
        var manifest = known;
        if (manifestBytes is not null && !RequestReading.Read<Manifest>(manifestBytes, "manifest").TryGet(out manifest, out var error))
        {
            return error;
        }

        if (manifest is null)
        {
            return LedgerErrors.BadRequest("manifest: a JSON object is wanted.");
        }

        if (known is not null && manifest.Columns is null)
        {
            manifest = manifest with { Columns = known.Columns };
        }

        var limits = http.RequestServices.GetRequiredService<LedgerOptions>();
        using var phase = Phases.Start("parse");
        if (!manifest.ToOptions(fileName, mediaType, limits).TryGet(out var options, out error)
            || !(await new TableReader(options).ReadAsync(body, cancellation)).TryGet(out var file, out error)
            || !http.IdempotencyKey([.. manifestBytes ?? [], .. file.FileHash.ToArray()]).TryGet(out var key, out error))
        {
            return error;
        }

        return new Upload(manifest, file, key.Key);
    }
}

/// <summary>A manifest and a file that was read.</summary>
internal sealed record Upload(Manifest Manifest, ReadResult File, Entries.IdempotencyKey? Key);
