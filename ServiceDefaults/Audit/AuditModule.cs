using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.ServiceDefaults.Audit;

/// <summary>Who did what, kept in the service's database.</summary>
internal static class AuditModule
{
    public static void AddAudit(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AuditWriter>();
        builder.Services.AddSingleton<IAuditLog>(provider => provider.GetRequiredService<AuditWriter>());
        builder.Services.AddHostedService(provider => provider.GetRequiredService<AuditWriter>());
    }

    public static void UseAudit(this WebApplication app) => app.UseMiddleware<AuditMiddleware>();

    public static void UseAuditGate(this WebApplication app) => app.UseMiddleware<AuditGate>();
}
