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
}

/// <summary>Metadata of an endpoint: what its requests do.</summary>
internal sealed record AuditMark(string Type);

/// <summary>Facts gathered while a request is worked on.</summary>
internal sealed class AuditFacts
{
    public SortedDictionary<string, string?> Values { get; } = new(StringComparer.Ordinal);
}
