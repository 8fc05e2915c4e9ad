using Ledger.Api.Proofs;
using Ledger.Api.Requests;
using Platform.ServiceDefaults.Audit;
using Platform.ServiceDefaults.Auth;
using Platform.ServiceDefaults.Requests;

namespace Ledger.Api.Bundles;

/// <summary>Proofs: made where the rows are, checked anywhere.</summary>
internal static class BundlesModule
{
    /// <summary>Registers the slice.</summary>
    public static void AddBundles(this IServiceCollection services)
    {
        services.AddSingleton(provider => provider.GetRequiredService<LedgerOptions>() is { IsProvingParallel: true } options
            ? new ProvingThreads(options.MaxProvingThreads) : new ProvingThreads(1));
        services.AddSingleton<KeyRing>();
        services.AddSingleton<BundleStore>();
        services.AddSingleton<BundleBuilder>();
        services.AddSingleton<ProofMaker>();
        services.AddSingleton<ProofEntries>();
    }

    /// <summary>Maps the routes.</summary>
    public static void MapBundles(this WebApplication app, RouteGroupBuilder ledger)
    {
        app.MapPost("/api/verify", VerifyBundles.OneAsync).AllowAnonymous().LimitConcurrency("verifications").WithName("verify").WithSummary("Checks a bundle, step by step");
        app.MapPost("/api/verify/batch", VerifyBundles.BatchAsync).AllowAnonymous().LimitConcurrency("verifications").WithName("verifyBatch").WithSummary("Checks a list of bundles");
        ledger.MapPost("/proofs", MakeProof.HandleAsync).RequirePermission("Write").Audit("create").Repeatable().WithName("makeProof").WithSummary("Proves a statement about a version");
        ledger.MapGet("/proofs/{id}", MakeProof.GetAsync).RequirePermission("Read").WithName("getProof").WithSummary("A bundle made before");
        ledger.MapPost("/datasets/{n}/versions/{v}/rows/{i}/open", OpenRow.HandleAsync).RequirePermission("Write").Audit("create").WithName("openRow").WithSummary("Discloses one row with its proof");
    }
}
