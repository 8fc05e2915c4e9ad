using Aspire.Dashboard.Assets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aspire.Dashboard.Access;

/// <summary>Letting a browser in.</summary>
internal static class LoginModule
{
    public static void MapLogin(this IEndpointRouteBuilder routes) => routes.MapGet("/login", Login);

    /// <summary>Takes the token from the address, leaves a cookie and goes to the page; a wrong token gets the form again.</summary>
    private static IResult Login(HttpContext context, DashboardSession session, string? t = null)
    {
        if (!session.IsToken(t))
        {
            return AssetsModule.Page("login.html", t is null ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized);
        }

        context.Response.Cookies.Append(DashboardSession.CookieName, session.Cookie, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            MaxAge = DashboardSession.Lifetime,
            Path = "/",
        });
        return TypedResults.Redirect("/");
    }
}
