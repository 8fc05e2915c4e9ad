using Aspire.Dashboard.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aspire.Dashboard.Assets;

/// <summary>The page, its style and its scripts, out of the assembly.</summary>
internal static class AssetsModule
{
    private static readonly Dictionary<string, string> ContentTypes = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    public static void MapAssets(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", (HttpContext context, DashboardSession session) =>
            session.IsCookie(context.Request.Cookies[DashboardSession.CookieName]) ? Page("index.html") : TypedResults.Redirect("/login"));
        routes.MapGet("/assets/{name}", (string name) => Page(name));
    }

    /// <summary>An embedded file as an answer; 404 when there is none of that name.</summary>
    public static IResult Page(string name, int status = StatusCodes.Status200OK)
    {
        var stream = ContentTypes.ContainsKey(Path.GetExtension(name))
            ? typeof(AssetsModule).Assembly.GetManifestResourceStream(name)
            : null;
        if (stream is null)
        {
            return TypedResults.NotFound();
        }

        using var reader = new StreamReader(stream);
        return TypedResults.Text(reader.ReadToEnd(), ContentTypes[Path.GetExtension(name)], statusCode: status);
    }
}
