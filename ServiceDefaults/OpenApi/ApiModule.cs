using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Platform.ServiceDefaults.RateLimiting;

namespace Platform.ServiceDefaults.OpenApi;

/// <summary>The OpenAPI document at <c>/openapi.json</c> and a page to read and try it at <c>/docs</c>, both public.</summary>
internal static class ApiModule
{
    // Everything the page needs is on this host, nothing is written inline, and nobody may frame it.
    private const string PagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        + "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void AddApiDocument(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ApiDocument>();
        builder.Services.AddOpenApi(ApiDocument.Name, options =>
        {
            options.AddDocumentTransformer<SecurityTransformer>();
            options.AddOperationTransformer<SecurityTransformer>();
        });
    }

    public static void MapApiDocument(this WebApplication app)
    {
        var document = app.Services.GetRequiredService<ApiDocument>();
        var open = app.MapGroup("").AllowAnonymous().NoRateLimit().ExcludeFromDescription();
        open.MapGet("/openapi.json", async Task<IResult> (HttpContext context) =>
            Serve(context, await document.GetAsync(context.RequestAborted).ConfigureAwait(false)));
        foreach (var (path, file, type) in ((string, string, string)[])
            [("/docs", "docs.html", "text/html"), ("/docs/docs.js", "docs.js", "text/javascript"), ("/docs/docs.css", "docs.css", "text/css")])
        {
            var page = new Page(Read(file), type + "; charset=utf-8");
            open.MapGet(path, (HttpContext context) =>
            {
                context.Response.Headers.ContentSecurityPolicy = PagePolicy;

                // The page's own links are relative, so that it works behind a prefix; a slash too many would shift them.
                return context.Request.Path.Value!.EndsWith('/') ? TypedResults.Redirect("../docs") : (IResult)Serve(context, page);
            });
        }
    }

    private static FileContentHttpResult Serve(HttpContext context, Page page)
    {
        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(page.Bytes, page.ContentType, entityTag: new EntityTagHeaderValue(page.ETag));
    }

    private static byte[] Read(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("docs/" + file)
            ?? throw new InvalidOperationException($"The resource docs/{file} is missing from the build.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
