using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.Api.Bundles;
using Ledger.Api.Datasets;
using Ledger.Api.Entries;
using Ledger.Api.Errors;
using Ledger.Api.Jobs;
using Ledger.Api.Ledgers;
using Ledger.Api.Requests;
using Platform.ServiceDefaults.Audit;
using Platform.ServiceDefaults.Auth;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Reports;

/// <summary>What the log says, for people and other programs: chains, audits, model cards, exports.</summary>
internal static class ReportsModule
{
    /// <summary>Registers the slice.</summary>
    public static void AddReports(this IServiceCollection services)
    {
        services.AddSingleton<ChainVerifier>();
        services.AddSingleton<Auditor>();
    }

    /// <summary>Maps the routes under a ledger.</summary>
    public static void MapReports(this RouteGroupBuilder ledger)
    {
        ledger.MapGet("/verify-chain", VerifyChainAsync).RequirePermission("Read").WithName("verifyChain").WithSummary("Checks a part of the log, entry by entry");
        ledger.MapPost("/verify-all", VerifyAllAsync).RequirePermission("Read").Audit("verify").WithName("verifyAll").WithSummary("Checks every entry and proof, as a job");
        ledger.MapGet("/audit", AuditAsync).RequirePermission("Audit").Audit("export").WithName("audit").WithSummary("An audit report");
        ledger.MapGet("/model-card", ModelCardAsync).RequirePermission("Read").WithName("modelCard").WithSummary("A dataset's section of a model card, JSON-LD");
        ledger.MapGet("/export", ExportAsync).RequirePermission("Read").Audit("export").WithName("export").WithSummary("Every bundle, as a zip archive");
    }

    private static async Task<IResult> VerifyChainAsync(
        HttpContext http, ChainVerifier chain, string? from, string? to, bool? strict, CancellationToken cancellation)
    {
        return (await RangeAsync(http, chain, from, to, cancellation)).TryGet(out var range, out var error)
            ? TypedResults.Ok(await chain.VerifyAsync(http.Ledger(), range.First, range.Last, strict ?? false, null, cancellation))
            : new ErrorResult(error);
    }

    /// <summary>Both ends of a range of entries; the error when one is none, or they stand in the other order.</summary>
    private static async Task<Outcome<(long First, long Last)>> RangeAsync(
        HttpContext http, ChainVerifier chain, string? from, string? to, CancellationToken cancellation)
    {
        if (await chain.IndexOfAsync(http.Ledger(), from ?? "genesis", cancellation) is not { } first)
        {
            return None(from!);
        }

        if (await chain.IndexOfAsync(http.Ledger(), to ?? "latest", cancellation) is not { } last)
        {
            return None(to!);
        }

        return first <= last ? (first, last) : LedgerErrors.BadRequest("from: an entry not after 'to' is wanted.");

        static LedgerError None(string name) => name.All(char.IsAsciiDigit) ? LedgerErrors.NoEntry(name) : LedgerErrors.NoDataset(name);
    }

    private static async Task<IResult> VerifyAllAsync(
        HttpContext http, ChainVerifier chain, LogStore log, JobRunner jobs, CancellationToken cancellation)
    {
        var ledger = http.Ledger();
        var (size, _) = await log.HeadAsync(ledger.Id, cancellation);
        return await jobs.StartAsync<ChainAnswer>("verify-all", http.CallerName(), ledger.Id, async (progress, token) =>
            await chain.VerifyAsync(ledger, 0, size - 1, true, progress, token), cancellation);
    }

    private static async Task<IResult> AuditAsync(
        HttpContext http, ChainVerifier chain, Auditor auditor, string? dataset, string? from, string? to, string? format, CancellationToken cancellation)
    {
        if (format is not (null or "json" or "json-ld" or "html" or "pdf"))
        {
            return new ErrorResult(LedgerErrors.Report(format));
        }

        if (!(await RangeAsync(http, chain, from, to, cancellation)).TryGet(out var range, out var error))
        {
            return new ErrorResult(error);
        }

        if (dataset is not null && await chain.IndexOfAsync(http.Ledger(), dataset + "@1", cancellation) is null)
        {
            return new ErrorResult(LedgerErrors.NoDataset(dataset));
        }

        var report = await auditor.MakeAsync(http.Ledger(), dataset, range.First, range.Last, format == "json-ld", cancellation);
        return format switch
        {
            "html" => TypedResults.Text(HtmlReport.Write(report), "text/html; charset=utf-8"),
            "pdf" => TypedResults.Bytes(PdfReport.Write(report), "application/pdf", "audit.pdf"),
            "json-ld" => TypedResults.Json(report, RequestJson.Options, "application/ld+json"),
            _ => TypedResults.Ok(report),
        };
    }

    private static async Task<IResult> ModelCardAsync(
        HttpContext http, DatasetStore datasets, BundleStore bundles, string? dataset, CancellationToken cancellation)
    {
        var ledger = http.Ledger();
        if (await datasets.FindAsync(ledger.Id, dataset ?? "", null, cancellation) is not { } version)
        {
            return new ErrorResult(LedgerErrors.NoDataset(dataset ?? ""));
        }

        var proofs = await bundles.ListAsync(ledger.Id, version.Name, cancellation);
        var card = new JsonObject
        {
            ["@context"] = "https://schema.org/",
            ["@type"] = "Dataset",
            ["name"] = version.Name,
            ["version"] = version.Version,
            ["identifier"] = $"{ledger.Origin}/log/entries/{version.Index}",
            ["size"] = $"{version.Rows} rows",
            ["sha256"] = version.Root.ToString(),
            ["variableMeasured"] = new JsonArray([.. version.Header.Columns.Select(column => (JsonNode)new JsonObject
            {
                ["@type"] = "PropertyValue",
                ["name"] = column.Name,
                ["valueReference"] = JsonSerializer.SerializeToNode(column.Type),
            })]),
            ["subjectOf"] = new JsonArray([.. proofs.Select(proof => (JsonNode)new JsonObject
            {
                ["@type"] = "CreativeWork",
                ["additionalType"] = proof.Type,
                ["url"] = $"/api/ledgers/{ledger.Project}/proofs/{proof.Id}",
            })]),
        };
        return TypedResults.Text(card.ToJsonString(), "application/ld+json");
    }

    private static async Task<IResult> ExportAsync(HttpContext http, BundleStore bundles, string? format, CancellationToken cancellation)
    {
        if (format is not (null or "zip"))
        {
            return new ErrorResult(LedgerErrors.Report(format));
        }

        using var buffer = new MemoryStream();
        await using (var archive = await ZipArchive.CreateAsync(buffer, ZipArchiveMode.Create, true, null, cancellation))
        {
            foreach (var bundle in await bundles.ListAsync(http.Ledger().Id, null, cancellation))
            {
                await using var file = await archive.CreateEntry($"{bundle.Dataset}@{bundle.Version}/{bundle.Type}-{bundle.Id}.json").OpenAsync(cancellation);
                await file.WriteAsync(bundle.Bytes, cancellation);
            }
        }

        return TypedResults.Bytes(buffer.ToArray(), "application/zip", $"{http.Ledger().Project}.zip");
    }
}
