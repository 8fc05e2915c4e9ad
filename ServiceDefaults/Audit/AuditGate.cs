using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Errors;

namespace Platform.ServiceDefaults.Audit;

/// <summary>
/// Refuses a marked action that changes something while the log cannot take its entry. Stands behind authorization: who
/// may not act is told so, whatever the log's state.
/// </summary>
internal sealed class AuditGate(RequestDelegate next, AuditWriter audit, IOptions<EdgeOptions> edge, ProblemWriter problems)
{
    private readonly bool _isRequired = edge.Value.Audit.IsRequired;

    public Task InvokeAsync(HttpContext context) =>
        _isRequired && !audit.IsStoring && AuditMiddleware.Changes(context)
            && context.GetEndpoint()?.Metadata.GetMetadata<AuditMark>() is not null
            ? problems.WriteAsync(context, new SharedError(
                StatusCodes.Status503ServiceUnavailable, SharedCodes.AuditUnavailable, "Audit log unavailable",
                "The audit log cannot take the action now, so it was not done.")
            { RetryAfterSeconds = 2 })
            : next(context);
}
