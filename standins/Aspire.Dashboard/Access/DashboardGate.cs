using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Aspire.Dashboard.Access;

/// <summary>
/// Stands before everything: only loopback names are served (a page elsewhere cannot rebind its name to us), only a
/// logged-in browser or a caller with the token in <c>X-API-Key</c> reaches <c>/api</c>, and commands come from our own
/// page only, which alone can set the header <c>X-Dashboard</c>.
/// </summary>
internal sealed class DashboardGate(RequestDelegate next, DashboardSession session)
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public async Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers[HeaderNames.CacheControl] = "no-store";
        headers["Referrer-Policy"] = "no-referrer";

        if (!IsLoopback(context.Request.Host.Host))
        {
            context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        }
        else if (!context.Request.Path.StartsWithSegments("/api"))
        {
            await next(context);
        }
        else if (!session.IsCookie(context.Request.Cookies[DashboardSession.CookieName])
            && !session.IsToken(context.Request.Headers["X-API-Key"]))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        }
        else if (!HttpMethods.IsGet(context.Request.Method) && context.Request.Headers["X-Dashboard"] != "1")
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
        }
        else
        {
            await next(context);
        }
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
