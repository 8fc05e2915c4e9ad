using Platform.ServiceDefaults.Audit;
using Platform.ServiceDefaults.Auth;

namespace Ledger.Api.Datasets;

/// <summary>Datasets: notarize, read what is public, disclose rows, destroy them.</summary>
internal static class DatasetsModule
{
    /// <summary>Largest upload: the file limit and room for the manifest and the multipart framing.</summary>
    private const long MaxUploadBytes = (1L << 30) + (8 << 20);

    /// <summary>Registers the slice.</summary>
    public static void AddDatasets(this IServiceCollection services)
    {
        services.AddSingleton<DatasetStore>();
        services.AddSingleton<Notarizer>();
        services.AddSingleton<LocalNotarizer>();
        services.AddSingleton<Receipts>();
    }

    /// <summary>Maps the routes under a ledger.</summary>
    public static void MapDatasets(this RouteGroupBuilder ledger)
    {
        var upload = new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MaxUploadBytes);
        ledger.MapPost("/datasets", NotarizeDataset.HandleAsync).RequirePermission("Write").Audit("create").WithMetadata(upload)
            .WithName("notarize").WithSummary("Commits a file's rows, or takes a local prover's commitments, and appends the entry");
        ledger.MapGet("/datasets", GetDatasets.ListAsync).RequirePermission("Read").WithName("listDatasets").WithSummary("Version entries, newest first");
        ledger.MapGet("/datasets/{n}", GetDatasets.VersionsAsync).RequirePermission("Read").WithName("listVersions").WithSummary("A dataset's versions, newest first");
        ledger.MapGet("/datasets/{n}/history", GetDatasets.HistoryAsync).RequirePermission("Read").WithName("getHistory").WithSummary("Every entry about the dataset, by index");
        ledger.MapGet("/datasets/{n}/versions/{v}", GetDatasets.VersionAsync).RequirePermission("Read").WithName("getVersion").WithSummary("One version's entry");
        ledger.MapGet("/datasets/{n}/versions/{v}/header", GetDatasets.HeaderAsync).RequirePermission("Read").WithName("getHeader").WithSummary("The header under the dataset root");
        ledger.MapGet("/datasets/{n}/versions/{v}/commitments", GetDatasets.CommitmentsAsync).RequirePermission("Read").WithName("getCommitments").WithSummary("A column's commitments, 32 bytes a chunk");
        ledger.MapPost("/datasets/{n}/verify", VerifyDataset.HandleAsync).RequirePermission("Read").Audit("verify").WithMetadata(upload)
            .WithName("verifyDataset").WithSummary("Recomputes a version, or compares a file with it");
        ledger.MapDelete("/datasets/{n}/versions/{v}/witness", DestroyWitness.HandleAsync).RequirePermission("Admin").Audit("delete").WithName("destroyWitness").WithSummary("Destroys rows and key");
    }
}
