using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.RateLimiting;

/// <summary>One count per caller over all replicas.</summary>
internal static class RateLimitModule
{
    public static void AddRateLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RateCounter>();
        builder.Services.AddHealthChecks().AddCheck<RateCounter>("RateLimits");
    }

    public static void UseRateLimits(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<EdgeOptions>>().Value.RateLimits is { IsEnabled: true })
        {
            app.UseMiddleware<RateLimitMiddleware>();
        }
    }
}
