using Ledger.Api.Backups.Targets;
using Ledger.Api.Ledgers;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Audit;
using Platform.ServiceDefaults.Auth;
using Platform.ServiceDefaults.Resilience;
using Platform.ServiceDefaults.Settings;

namespace Ledger.Api.Backups;

/// <summary>Backups and restores of the whole service (contract §12).</summary>
internal static class BackupsModule
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>Registers the slice.</summary>
    public static void AddBackups(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSettings<BackupOptions>(BackupOptions.Read);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<BackupOptions>>().Value);
        services.AddSingleton(provider => BackupKey.From(provider.GetRequiredService<BackupOptions>(), provider.GetRequiredService<MasterKey>()));
        services.AddSingleton(provider => new LocalFolder(provider.GetRequiredService<BackupOptions>().Directory));
        services.AddSingleton(Targets);
        services.AddSingleton<BackupWriter>();
        services.AddSingleton<BackupRestorer>();
        services.AddSingleton<SchemaSwitch>();
        services.AddSingleton<Erasures>();
        services.AddSingleton<BackupState>();
        services.AddSingleton<BackupDesk>();
        services.AddSingleton<BackupSchedule>();
        services.AddHttpClient(S3Bucket.ClientName);
        services.Configure<HttpResilienceOptions>(S3Bucket.ClientName, limits =>
        {
            // Every attempt is signed anew, so retries are the bucket's own; a part of 8 MiB may take its time.
            limits.Retries = 0;
            limits.AttemptTimeout = TimeSpan.FromMinutes(5);
            limits.TotalTimeout = TimeSpan.FromMinutes(5);
            limits.SamplingDuration = TimeSpan.FromMinutes(10);
        });
        if (builder.Configuration.GetConnectionString("ledgerdb") is { Length: > 0 })
        {
            services.AddHostedService(provider => provider.GetRequiredService<BackupSchedule>());
            services.AddHealthChecks().AddCheck<BackupState>("last backup", tags: ["backup"]);
        }
    }

    /// <summary>Maps the routes.</summary>
    public static void MapBackups(this WebApplication app)
    {
        var backups = app.MapGroup("/api/admin/backups").RequirePermission("Admin");
        backups.MapPost("", ManageBackups.CreateAsync).Audit("admin").WithName("createBackup").WithSummary("Takes a backup, as a job");
        backups.MapGet("", ManageBackups.ListAsync).Audit("query").WithName("listBackups").WithSummary("Lists backups, newest first");
        backups.MapPost("/{id}/verify", ManageBackups.VerifyAsync).Audit("verify").WithName("verifyBackup").WithSummary("Verifies a backup with all it builds on, as a job");
        backups.MapPost("/{id}/restore", ManageBackups.RestoreAsync).Audit("admin").WithName("restoreBackup").WithSummary("Restores a backup into a new schema and puts it in use, as a job");
        app.MapPost("/api/admin/ledgers/{p}/confirm-rollback", ConfirmRollback.HandleAsync).RequirePermission("Admin").Audit("admin")
            .WithName("confirmRollback").WithSummary("Lets a log sign again that was restored behind a published checkpoint");
    }

    private static BackupTargets Targets(IServiceProvider provider)
    {
        var remote = provider.GetRequiredService<BackupOptions>().Remote is { } place
            ? new S3Bucket(provider.GetRequiredService<IHttpClientFactory>(), place, provider.GetRequiredService<TimeProvider>(), FirstPause) : null;
        return new BackupTargets(provider.GetRequiredService<LocalFolder>(), remote, provider.GetRequiredService<BackupKey>());
    }
}
