using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Platform.ServiceDefaults.OpenApi;

/// <summary>The OpenAPI document of the service, made once: routes do not change while it runs.</summary>
internal sealed class ApiDocument(IServiceProvider services)
{
    public const string Name = "v1";

    private Page? _made;

    // Two first readers may each make it; both make the same.
    public async ValueTask<Page> GetAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _made) ?? (_made = await MakeAsync(cancellationToken).ConfigureAwait(false));

    private async Task<Page> MakeAsync(CancellationToken cancellationToken)
    {
        using var scope = services.CreateScope();
        var provider = scope.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name);
        var document = await provider.GetOpenApiDocumentAsync(cancellationToken).ConfigureAwait(false);
        var json = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellationToken).ConfigureAwait(false);
        return new Page(Encoding.UTF8.GetBytes(json), "application/json");
    }
}

/// <summary>Bytes to serve, with their tag.</summary>
/// <param name="Bytes">The content.</param>
/// <param name="ContentType">Its media type.</param>
internal sealed record Page(byte[] Bytes, string ContentType)
{
    /// <summary>Strong entity tag over the content, quoted.</summary>
    public string ETag { get; } = '"' + Convert.ToHexStringLower(SHA256.HashData(Bytes))[..16] + '"';
}
