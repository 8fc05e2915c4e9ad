using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Platform.ServiceDefaults.Security;

/// <summary>Puts the service's security headers on every response, error or not.</summary>
internal static class SecurityHeaders
{
    public static void UseSecurityHeaders(this WebApplication app)
    {
        var security = app.Services.GetRequiredService<IOptions<EdgeOptions>>().Value.Security;
        KeyValuePair<string, StringValues>[] headers =
            [.. security.Headers.Select(header => KeyValuePair.Create(header.Key, new StringValues(header.Value)))];

        app.Use((context, next) =>
        {
            // At the start of the response, not before: an endpoint's own value stands, and a cleared response has them too.
            context.Response.OnStarting(() =>
            {
                foreach (var (name, value) in headers)
                {
                    context.Response.Headers.TryAdd(name, value);
                }

                if (security.StrictTransportSecurity is { } hsts
                    && (context.Request.IsHttps || security.StrictTransportSecurityAlways))
                {
                    context.Response.Headers.StrictTransportSecurity = hsts;
                }

                return Task.CompletedTask;
            });
            return next(context);
        });
    }
}
