using Platform.ServiceDefaults.RateLimiting;

namespace Ledger.Api.Page;

/// <summary>The page at <c>/</c>: entries, a dataset's history as a graph, bundles checked step by step. It holds no data itself.</summary>
internal static class PageModule
{
    private const string Prefix = "page/";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["index.html"] = "text/html; charset=utf-8",
        ["icon.svg"] = "image/svg+xml",
        ["page.css"] = "text/css; charset=utf-8",
        ["page.js"] = "text/javascript; charset=utf-8",
    };

    /// <summary>Maps the page and its files, open to everybody: what they ask needs a key.</summary>
    public static void MapPage(this WebApplication app)
    {
        foreach (var (name, type) in Types)
        {
            var content = Read(name);
            app.MapGet(name == "index.html" ? "/" : "/assets/" + name, () => TypedResults.Bytes(content, type))
                .AllowAnonymous().NoRateLimit().ExcludeFromDescription();
        }
    }

    private static byte[] Read(string name)
    {
        using var stream = typeof(PageModule).Assembly.GetManifestResourceStream(Prefix + name)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
