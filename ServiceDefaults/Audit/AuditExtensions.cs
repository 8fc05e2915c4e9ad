using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Platform.ServiceDefaults.Audit;

/// <summary>Says what the audit log keeps of a route, and adds facts to it.</summary>
public static class AuditExtensions
{
    /// <summary>Keeps every request of the route or group; those that change something wait until their entry is durable.</summary>
    /// <typeparam name="TBuilder">A route or a group.</typeparam>
    /// <param name="builder">The route or group.</param>
    /// <param name="type">Kind of action, in the service's own words.</param>
    public static TBuilder Audit<TBuilder>(this TBuilder builder, string type)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AuditMark(type));

    /// <summary>Adds a fact to the entry of this request, such as the name of what was changed; never a secret.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">Name of the fact.</param>
    /// <param name="value">Its value; null takes it away.</param>
    public static void AuditDetail(this HttpContext context, string name, string? value)
    {
        ArgumentNullException.ThrowIfNull(context);
        var facts = context.Features.Get<AuditFacts>() ?? new AuditFacts();
        facts.Values[name] = value;
        context.Features.Set(facts);
    }

    /// <summary>
    /// The entry that this request gets when it is answered so, to be stored with what it does
    /// (<see cref="IAuditLog.BeginTransaction"/>); null where its route is not kept.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status that it will be answered with.</param>
    public static AuditEntry? AuditEntry(this HttpContext context, int status)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.GetEndpoint()?.Metadata.GetMetadata<AuditMark>() is { } mark ? AuditMiddleware.Entry(context, mark.Type, status) : null;
    }

    /// <summary>Says that the entry of this request is durable: it is not written again when the answer has this status.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">Status in the entry.</param>
    public static void AuditKept(this HttpContext context, int status)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Features.Set(new AuditKept(status));
    }
}

/// <summary>Metadata of an endpoint: what its requests do.</summary>
internal sealed record AuditMark(string Type);

/// <summary>The entry of a request is durable already.</summary>
/// <param name="Status">Status in it.</param>
internal sealed record AuditKept(int Status);

/// <summary>Facts gathered while a request is worked on.</summary>
internal sealed class AuditFacts
{
    public SortedDictionary<string, string?> Values { get; } = new(StringComparer.Ordinal);
}
