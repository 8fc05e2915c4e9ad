using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.ServiceDefaults.Errors;

/// <summary>Every failure, wherever it is found, leaves as the service's problem document.</summary>
internal static class ProblemModule
{
    public static void AddProblems(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ProblemWriter>();
        builder.Services.AddSingleton<IProblemDetailsWriter>(provider => provider.GetRequiredService<ProblemWriter>());
        builder.Services.AddProblemDetails();

        // Otherwise a request that cannot be bound is refused in silence outside development.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    public static void UseProblems(this WebApplication app)
    {
        app.UseMiddleware<ProblemMiddleware>();
        app.UseStatusCodePages();
    }
}
