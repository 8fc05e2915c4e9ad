using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Auth;

/// <summary>Closed by default: what is not marked anonymous demands a caller, also routes that do not exist.</summary>
internal static partial class AuthModule
{
    public static void AddAuth(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<CallerResolver>();
        services.AddSingleton<AuthMetrics>();
        services.AddSingleton<IAuthorizationHandler, PermissionHandler>();
        // AddAuthentication would add data protection too: a key ring read from XML at each start, for cookies nobody sets.
        services.AddAuthenticationCore(options => options.DefaultScheme = EdgeAuthenticationHandler.SchemeName);
        services.AddWebEncoders();
        new AuthenticationBuilder(services)
            .AddScheme<AuthenticationSchemeOptions, EdgeAuthenticationHandler>(EdgeAuthenticationHandler.SchemeName, null);
        services.AddAuthorization(options => options.FallbackPolicy = options.DefaultPolicy);
    }

    public static void UseAuth(this WebApplication app)
    {
        var edge = app.Services.GetRequiredService<IOptions<EdgeOptions>>().Value;
        app.UseAuthentication();
        if (edge.Auth.RefuseWrongCredentialsAnywhere)
        {
            app.Use((context, next) => context.Features.Get<RefusedCredentials>() is { Failure: not AuthFailure.Missing }
                ? context.ChallengeAsync()
                : next(context));
        }

        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(AuthModule).FullName!);
        if (edge.Auth.IsOpen)
        {
            Open(log, edge.Service);
        }
        else if (edge.Auth.HasNoSecret)
        {
            Closed(log, edge.Service);
        }
    }

    /// <summary>True when the request may go on without a known caller.</summary>
    public static bool IsAnonymousEndpoint(this HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    [LoggerMessage(4100, LogLevel.Warning, "{Service} is open to everybody: no key is configured, and this is development")]
    private static partial void Open(ILogger log, string service);

    [LoggerMessage(4101, LogLevel.Warning, "{Service} has no key from its settings: callers need one kept elsewhere")]
    private static partial void Closed(ILogger log, string service);
}
