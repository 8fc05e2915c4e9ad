using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Resilience;

/// <summary>Puts limits, retries and a circuit breaker around every client of the factory.</summary>
internal static class ResilienceModule
{
    internal static void AddResilience(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<HttpResilienceOptions>();
        builder.Services.AddSingleton<IValidateOptions<HttpResilienceOptions>>(
            new DataAnnotationValidateOptions<HttpResilienceOptions>(name: null));
        builder.Services.AddSingleton<HttpPipelines>();
        builder.Services.ConfigureAll<HttpClientFactoryOptions>(client => client.HttpMessageHandlerBuilderActions.Add(
            handler => handler.AdditionalHandlers.Insert(
                0, new ResilienceHandler(handler.Services.GetRequiredService<HttpPipelines>(), handler.Name ?? ""))));
        // The pipeline has its own time limits, by client; the client's one of 100 s would cut across them.
        builder.Services.ConfigureHttpClientDefaults(client =>
            client.ConfigureHttpClient(http => http.Timeout = Timeout.InfiniteTimeSpan));
    }
}
