using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Security;

/// <summary>Hosts, origins, proxies: whom a service believes and answers before it asks who calls.</summary>
internal static class SecurityModule
{
    public static void AddSecurity(this WebApplicationBuilder builder) => builder.Services.AddCors();

    /// <summary>Takes the caller's address and scheme from our own proxies, and from nobody else.</summary>
    public static void UseTrustedProxies(this WebApplication app)
    {
        var options = Options(app);
        if (options.TrustedProxies.Count == 0)
        {
            return;
        }

        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,

            // No limit in number: from the right, proxies of ours are passed until the first address that is none.
            ForwardLimit = null,
        };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in options.TrustedProxies)
        {
            forwarded.KnownIPNetworks.Add(network);
        }

        app.UseForwardedHeaders(forwarded);
    }

    public static void UseHostFilter(this WebApplication app)
    {
        var options = Options(app);
        if (options.AllowedHosts.Count > 0 || options.CheckOrigin || options.AllowedAddresses.Count > 0)
        {
            app.UseMiddleware<HostFilter>();
        }
    }

    public static void UseCrossOrigin(this WebApplication app)
    {
        var edge = app.Services.GetRequiredService<IOptions<EdgeOptions>>().Value;
        var options = edge.Security.CrossOrigin;
        if (options.Origins.Count == 0)
        {
            return;
        }

        var limits = edge.RateLimits.HeaderPrefix;
        var policy = new CorsPolicyBuilder()
            .WithMethods([.. options.Methods])
            .WithHeaders([.. options.Headers])
            .WithExposedHeaders([.. options.Exposed, limits + "Limit", limits + "Remaining", limits + "Reset"])
            .SetPreflightMaxAge(TimeSpan.FromMinutes(10));
        if (options.IsAnyOrigin)
        {
            policy.AllowAnyOrigin();
        }
        else
        {
            policy.WithOrigins([.. options.Origins]);
            if (options.AllowCredentials)
            {
                policy.AllowCredentials();
            }
        }

        UseCors(app, policy.Build());
    }

    // UseCors would compile an expression tree to call the middleware: 4 MB that nothing else here needs.
    private static void UseCors(WebApplication app, CorsPolicy policy)
    {
        var cors = app.Services.GetRequiredService<ICorsService>();
        var named = app.Services.GetRequiredService<ICorsPolicyProvider>();
        var loggers = app.Services.GetRequiredService<ILoggerFactory>();
        app.Use(next =>
        {
            var middleware = new CorsMiddleware(next, cors, policy, loggers);
            return context => middleware.Invoke(context, named);
        });
    }

    private static SecurityOptions Options(WebApplication app) =>
        app.Services.GetRequiredService<IOptions<EdgeOptions>>().Value.Security;
}
