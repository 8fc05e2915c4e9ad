using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using Platform.ServiceDefaults.RateLimiting;

namespace Ephemeris.Api.Page;

/// <summary>The page at <c>/</c>: a form for time and place, the chart as a wheel, its table and what it rests on.</summary>
public static class PageModule
{
    private const string Prefix = "page/";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    private static readonly FrozenDictionary<string, Asset> Assets = Load();

    /// <summary>Maps the page and its files, open to everybody: they hold no data, and what they ask needs a key.</summary>
    public static IEndpointRouteBuilder MapPage(this IEndpointRouteBuilder routes)
    {
        foreach (var (name, asset) in Assets)
        {
            routes.MapGet(name == "index.html" ? "/" : "/assets/" + name, () => Results.Bytes(asset.Content, asset.Type, entityTag: asset.Tag))
                .AllowAnonymous()
                .NoRateLimit()
                .ExcludeFromDescription();
        }

        return routes;
    }

    private static FrozenDictionary<string, Asset> Load()
    {
        var assembly = typeof(PageModule).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToFrozenDictionary(
            name => name[Prefix.Length..],
            name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                using var bytes = new MemoryStream();
                stream.CopyTo(bytes);
                var content = bytes.ToArray();
                var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\"");
                return new Asset(content, Types[Path.GetExtension(name)], tag);
            });
    }

    private sealed record Asset(byte[] Content, string Type, EntityTagHeaderValue Tag);
}
