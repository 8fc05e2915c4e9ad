using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.ServiceDefaults.Correlation;

/// <summary>One id per request, from the caller or made here, in every log line, answer and outgoing call.</summary>
internal static class CorrelationModule
{
    internal static void AddCorrelation(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<CorrelationOptions>();
        builder.Services.AddTransient<CorrelationHandler>();
        builder.Services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler<CorrelationHandler>());
    }

    internal static void UseCorrelation(this WebApplication app) => app.UseMiddleware<CorrelationMiddleware>();
}
