using Ledger.Api.Accounts;
using Ledger.Api.Auditing;
using Ledger.Api.Backups;
using Ledger.Api.Bundles;
using Ledger.Api.Checkpoints;
using Ledger.Api.Cluster;
using Ledger.Api.Datasets;
using Ledger.Api.Derivations;
using Ledger.Api.Jobs;
using Ledger.Api.Ledgers;
using Ledger.Api.Page;
using Ledger.Api.Reports;
using Ledger.Api.Requests;
using Ledger.Api.Settings;

namespace Ledger.Api;

/// <summary>The service's slices, in reading order.</summary>
internal static class Slices
{
    /// <summary>Registers each.</summary>
    public static void AddSlices(this WebApplicationBuilder builder)
    {
        builder.AddAccounts();
        builder.AddLedgers();
        builder.Services.AddDatasets();
        builder.Services.AddBundles();
        builder.Services.AddDerivations();
        builder.AddJobs();
        builder.Services.AddReports();
        builder.Services.AddAuditing();
        builder.AddBackups();
        builder.Services.AddSingleton<StoredSettings>();
        builder.Services.AddSingleton<NodeCeiling>();
    }

    /// <summary>Maps each; most lie under one ledger's path.</summary>
    public static void MapSlices(this WebApplication app)
    {
        app.Use(app.Services.GetRequiredService<NodeCeiling>().InvokeAsync);
        app.KeepMetricsPort();
        app.MapPage();
        app.MapAccounts();
        app.MapCluster();
        app.MapJobs();
        app.MapAuditing();
        app.MapBackups();
        app.MapConfig();
        var ledger = app.MapLedgers();
        ledger.MapLog(app.Services.GetRequiredService<LedgerOptions>());
        ledger.MapDatasets();
        app.MapBundles(ledger);
        ledger.MapDerivations();
        ledger.MapReports();
    }
}
