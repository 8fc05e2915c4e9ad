using System.Text.Json;
using Ledger.Api.Canonical;
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

    /// <summary>Larger files are answered with a job once they are read.</summary>
    private const long MaxBytesAtOnce = 64L << 20;

    public static async Task<IResult> HandleAsync(
        HttpContext http, Notarizer notarizer, LocalNotarizer local, Receipts receipts, JobRunner jobs, CancellationToken cancellation)
    {
        if (http.Request.HasJsonContentType())
        {
            return await local.HandleAsync(http, receipts, cancellation);
        }

        if (!(await ReadAsync(http, cancellation)).TryGet(out var upload, out var error))
        {
            return new ErrorResult(error);
        }

        if (upload.File.Bytes > MaxBytesAtOnce || http.Request.Headers["Prefer"].Any(prefer => prefer?.Contains("respond-async", StringComparison.Ordinal) == true))
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

    /// <summary>Reads both parts, the file as a stream.</summary>
    internal static async Task<Outcome<Upload>> ReadAsync(HttpContext http, CancellationToken cancellation)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
        {
            return new Errors.LedgerError(415, "format_not_supported", "The body's format is not supported.",
                "Content-Type: multipart/form-data with manifest and file, or application/json, is wanted.");
        }

        var reader = new MultipartReader(boundary, http.Request.Body) { BodyLengthLimit = null };
        byte[]? manifestBytes = null;
        try
        {
            while (await reader.ReadNextSectionAsync(cancellation) is { } section)
            {
                if (section.GetContentDispositionHeader() is not { } disposition)
                {
                    continue;
                }

                var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value;
                if (name == "manifest")
                {
                    using var buffer = new MemoryStream();
                    await section.Body.CopyToAsync(buffer, cancellation);
                    manifestBytes = buffer.ToArray();
                }
                else if (name == "file")
                {
                    return await ReadFileAsync(http, section, disposition, manifestBytes, cancellation);
                }
            }
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException && !cancellation.IsCancellationRequested)
        {
            return LedgerErrors.BadRequest("body: not a well-formed multipart body.");
        }

        return LedgerErrors.BadRequest("file: a part of this name is wanted.");
    }

    private static async Task<Outcome<Upload>> ReadFileAsync(
        HttpContext http, MultipartSection section, ContentDispositionHeaderValue disposition, byte[]? manifestBytes, CancellationToken cancellation)
    {
        if (manifestBytes is null || manifestBytes.Length > MaxManifestBytes)
        {
            return LedgerErrors.BadRequest("manifest: a part of this name before the file, of at most 4 MiB, is wanted.");
        }

        Manifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<Manifest>(manifestBytes, LedgerJson.Options);
        }
        catch (JsonException failure)
        {
            return LedgerErrors.BadRequest($"manifest: not what is wanted at '{failure.Path ?? "$"}'.");
        }

        var fileName = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
        if (manifest is null || !manifest.ToOptions(fileName, section.ContentType).TryGet(out var options, out var error))
        {
            return manifest is null ? LedgerErrors.BadRequest("manifest: a JSON object is wanted.") : manifest.ToOptions(fileName, section.ContentType).Error!;
        }

        using var phase = Phases.Start("parse");
        if (!(await new TableReader(options).ReadAsync(section.Body, cancellation)).TryGet(out var file, out error)
            || !http.IdempotencyKey([.. manifestBytes, .. file.FileHash.ToArray()]).TryGet(out var key, out error))
        {
            return error;
        }

        return new Upload(manifest, file, key.Key);
    }
}

/// <summary>A manifest and a file that was read.</summary>
internal sealed record Upload(Manifest Manifest, ReadResult File, Entries.IdempotencyKey? Key);
