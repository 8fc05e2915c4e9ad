using Ledger.Api.Auditing;
using Ledger.Api.Entries;
using Ledger.Api.Requests;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Ledgers;

/// <summary>A ledger to create.</summary>
/// <param name="Project">1–100 of A–Z a–z 0–9 _ -.</param>
/// <param name="Description">What it is for, at most 1000 characters.</param>
public sealed record CreateLedgerRequest(string? Project, string? Description);

/// <summary>A ledger as listed.</summary>
/// <param name="Project">Project.</param>
/// <param name="Origin">Origin of its log.</param>
/// <param name="VerifierKey">The key to pin.</param>
/// <param name="TreeSize">Number of entries.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="Description">What it is for.</param>
/// <param name="ReadOnly">Why it takes no entries.</param>
public sealed record LedgerSummary(
    string Project, string Origin, string VerifierKey, long TreeSize, string CreatedAt, string? Description, string? ReadOnly)
{
    internal static LedgerSummary Of(LedgerInfo ledger, long size) => new(
        ledger.Project, ledger.Origin, ledger.Key.ToString(), size, Entry.Stamp(ledger.CreatedAt), ledger.Description, ledger.ReadOnly);
}

/// <summary>POST /api/ledgers.</summary>
internal static class CreateLedger
{
    public static async Task<IResult> HandleAsync(HttpContext http, LedgerStore ledgers, Bundles.KeyRing keys, CancellationToken cancellation)
    {
        if (!(await http.ReadJsonAsync<CreateLedgerRequest>(cancellation)).TryGet(out var request, out var error))
        {
            return new ErrorResult(error);
        }

        var (project, description) = request.Value;
        AuditLine.Note(http, project);
        if (!RequestReading.IsProject(project))
        {
            return new ErrorResult(LedgerErrors.BadName("project", "1–100 of A–Z a–z 0–9 _ -"));
        }

        if (!http.User.MayUse(project!))
        {
            return new ErrorResult(LedgerErrors.Forbidden());
        }

        if (description?.Length > 1000)
        {
            return new ErrorResult(LedgerErrors.BadRequest("description: at most 1000 characters are wanted."));
        }

        if (!(await ledgers.CreateAsync(project!, description, http.CallerName(), cancellation)).TryGet(out var ledger, out error))
        {
            return new ErrorResult(error);
        }

        keys.Learn(ledger);
        return TypedResults.Created($"/api/ledgers/{ledger.Project}", LedgerSummary.Of(ledger, 1));
    }
}
