using Ledger.Api.Checkpoints;
using Ledger.Api.Cluster;
using Ledger.Api.Entries;
using Ledger.Api.Operations;
using Ledger.Api.Requests;
using Microsoft.AspNetCore.Authorization;
using Platform.ServiceDefaults.Audit;
using Platform.ServiceDefaults.Auth;
using Platform.ServiceDefaults.Errors;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.Settings;

namespace Ledger.Api.Ledgers;

/// <summary>The logs themselves: create, list, count, recompute.</summary>
internal static class LedgersModule
{
    /// <summary>Registers the log, its sequencer and its guard.</summary>
    public static void AddLedgers(this WebApplicationBuilder builder)
    {
        var services = builder.Services.AddOperations();
        services.AddSingleton(provider => LedgerOptions.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton(provider => MasterKey.From(provider.GetRequiredService<SettingsReader>()));
        services.AddSingleton(provider => ClusterOptions.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<LogStore>();
        services.AddSingleton<LogCheck>();
        services.AddSingleton<LedgerDirectory>();
        services.AddSingleton<Sequencer>();
        services.AddSingleton<LedgerStore>();
        services.AddSingleton<CheckpointStore>();
        services.AddSingleton<LogGuard>();
        services.AddSingleton<Sweeper>();
        services.AddSingleton<PrimaryService>();
        services.AddSingleton<LedgerGauges>();
        services.AddSingleton<SignerCheck>();
        if (builder.Configuration.GetConnectionString("ledgerdb") is { Length: > 0 })
        {
            services.AddHostedService(provider => provider.GetRequiredService<PrimaryService>());
            services.AddHostedService(provider => provider.GetRequiredService<LedgerGauges>());
            services.AddHealthChecks()
                .AddCheck<DatabaseCheck>("database", tags: ["database"])
                .AddCheck<LogGuard>("log head", tags: [HealthOptions.ReadyTag])
                .AddCheck<SignerCheck>("signer key", tags: ["signer"])
                .AddCheck<ProverCheck>("prover queue", tags: ["prover"])
                .AddCheck<DiskCheck>("disk", tags: ["disk"]);
        }

        services.ConfigureHttpJsonOptions(json => RequestJson.Configure(json.SerializerOptions));
    }

    /// <summary>Maps the routes; gives the group of one ledger's routes to what else belongs there.</summary>
    public static RouteGroupBuilder MapLedgers(this WebApplication app)
    {
        app.MapPost("/api/ledgers", CreateLedger.HandleAsync).RequirePermission("Admin").Audit("create").Repeatable()
            .WithName("createLedger").WithSummary("Creates a project's log with its genesis entry");
        app.MapGet("/api/ledgers", GetLedgers.ListAsync).RequirePermission("Read")
            .WithName("listLedgers").WithSummary("Lists the ledgers the caller may read");
        var ledger = app.MapGroup("/api/ledgers/{p}").AddEndpointFilter(ResolveAsync);
        ledger.MapGet("", GetLedgers.OneAsync).RequirePermission("Read").WithName("getLedger").WithSummary("One ledger's summary");
        ledger.MapGet("/stats", GetLedgers.StatsAsync).RequirePermission("Read").WithName("getStats").WithSummary("Counts of entries, datasets and bytes");
        ledger.MapPost("/check", CheckLog.HandleAsync).RequirePermission("Audit").Audit("verify").WithName("checkLog").WithSummary("Recomputes every leaf and the root");
        return ledger;
    }

    /// <summary>Finds the ledger of the route, or answers 404; a caller scoped to other projects gets 403.</summary>
    private static async ValueTask<object?> ResolveAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var project = (string)http.Request.RouteValues["p"]!;
        if (!RequestReading.IsProject(project))
        {
            return new ErrorResult(LedgerErrors.BadName("project", "1–100 of A–Z a–z 0–9 _ -"));
        }

        // What anybody may read, a key of another project may read too.
        if (!http.User.MayUse(project) && http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null)
        {
            return new ErrorResult(LedgerErrors.Forbidden());
        }

        var ledgers = http.RequestServices.GetRequiredService<LedgerDirectory>();
        if (await ledgers.FindAsync(project, http.RequestAborted) is not { } ledger)
        {
            return new ErrorResult(LedgerErrors.NoLedger(project));
        }

        http.Ledger(ledger);
        return await next(context);
    }
}
