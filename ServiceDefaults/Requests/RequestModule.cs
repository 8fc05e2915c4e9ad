using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Errors;

namespace Platform.ServiceDefaults.Requests;

/// <summary>Bounds on every request: size, time, number.</summary>
internal static class RequestModule
{
    public static void AddRequestLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<EdgeOptions>>(
            (kestrel, edge) => kestrel.Limits.MaxRequestBodySize = edge.Value.Requests.MaxBodyBytes);
        builder.Services.AddRequestTimeouts();
        builder.Services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<EdgeOptions>, ProblemWriter>((timeouts, edge, problems) =>
            timeouts.DefaultPolicy = edge.Value.Requests.Timeout is { } limit
                ? new RequestTimeoutPolicy
                {
                    Timeout = limit,
                    TimeoutStatusCode = StatusCodes.Status504GatewayTimeout,
                    WriteTimeoutResponse = context =>
                        problems.WriteAsync(context, SharedError.ForStatus(StatusCodes.Status504GatewayTimeout)),
                }
                : null);
    }

    /// <summary>Refuses a body that says it is too large before anything is asked about its sender.</summary>
    public static void UseBodyLimit(this WebApplication app)
    {
        var limit = app.Services.GetRequiredService<IOptions<EdgeOptions>>().Value.Requests.MaxBodyBytes;
        var problems = app.Services.GetRequiredService<ProblemWriter>();
        app.Use((context, next) =>
        {
            var own = context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>();
            return context.Request.ContentLength > (own is null ? limit : own.MaxRequestBodySize ?? long.MaxValue)
                ? problems.WriteAsync(context, SharedError.ForStatus(StatusCodes.Status413PayloadTooLarge))
                : next(context);
        });
    }

    public static void UseRequestLimits(this WebApplication app)
    {
        app.UseMiddleware<ConcurrencyMiddleware>();
        app.UseRequestTimeouts();
    }
}
