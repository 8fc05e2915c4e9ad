using Ledger.Api.Requests;
using Platform.ServiceDefaults.Audit;
using Platform.ServiceDefaults.Auth;

namespace Ledger.Api.Derivations;

/// <summary>What becomes of datasets: split, transform, merge, validate.</summary>
internal static class DerivationsModule
{
    /// <summary>Registers the slice.</summary>
    public static void AddDerivations(this IServiceCollection services) => services.AddSingleton<Deriver>();

    /// <summary>Maps the routes under a ledger.</summary>
    public static void MapDerivations(this RouteGroupBuilder ledger)
    {
        ledger.MapPost("/splits", SplitDataset.HandleAsync).RequirePermission("Write").Audit("create").Repeatable().WithName("split").WithSummary("Splits a dataset, and proves it disjoint and complete");
        ledger.MapPost("/transforms", TransformDataset.HandleAsync).RequirePermission("Write").Audit("create").Repeatable().WithName("transform").WithSummary("Derives a dataset from another");
        ledger.MapPost("/merges", MergeDatasets.HandleAsync).RequirePermission("Write").Audit("create").Repeatable().WithName("merge").WithSummary("Concatenates datasets");
        ledger.MapPost("/validations", RecordEntries.ValidationAsync).RequirePermission("Write").Audit("create").WithName("validate").WithSummary("Records a validation's outcome");
        ledger.MapPost("/entries", RecordEntries.CustomAsync).RequirePermission("Write").Audit("create").WithName("appendEntry").WithSummary("Records an operation of the caller's own");
    }
}
