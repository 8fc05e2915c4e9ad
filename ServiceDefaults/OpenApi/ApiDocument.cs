using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace Platform.ServiceDefaults.OpenApi;

/// <summary>
/// The OpenAPI document of the service, made once, when it is first asked for: routes do not change while it runs, and what
/// makes it would hold 5 MB in every process, most of which are never asked.
/// </summary>
internal sealed class ApiDocument(IServiceProvider services, IServiceCollection registered)
{
    private const string Name = "v1";

    private Page? _made;

    // Two first readers may each make it; both make the same.
    public async ValueTask<Page> GetAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _made) ?? (_made = await MakeAsync(cancellationToken).ConfigureAwait(false));

    private async Task<Page> MakeAsync(CancellationToken cancellationToken)
    {
        var provider = OwnServices().GetRequiredKeyedService<IOpenApiDocumentProvider>(Name);
        var document = await provider.GetOpenApiDocumentAsync(cancellationToken).ConfigureAwait(false);
        var json = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellationToken).ConfigureAwait(false);
        return new Page(Encoding.UTF8.GetBytes(json), "application/json");
    }

    // Never disposed: what it hands on belongs to the service, and what it makes needs no disposing.
    private ServiceProvider OwnServices()
    {
        var own = new ServiceCollection();
        foreach (var type in registered.Where(service => !service.IsKeyedService && !service.ServiceType.IsGenericTypeDefinition)
            .Select(service => service.ServiceType).Distinct())
        {
            // Known by their types too, so that a route's parameter is told from its body.
            own.AddSingleton(type, _ => services.GetRequiredService(type));
        }

        var security = new SecurityTransformer(
            services.GetRequiredService<IOptions<EdgeOptions>>(), services.GetRequiredService<ServiceIdentity>());
        own.AddOptions().AddLogging();
        own.AddSingleton(services.GetRequiredService<IOptions<JsonOptions>>());
        own.AddOpenApi(Name, options =>
        {
            options.AddDocumentTransformer(security);
            options.AddOperationTransformer(security);
        });
        return own.BuildServiceProvider();
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
