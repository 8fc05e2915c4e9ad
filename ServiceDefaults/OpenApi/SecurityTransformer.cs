using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Platform.ServiceDefaults.Auth;

namespace Platform.ServiceDefaults.OpenApi;

/// <summary>Says in the document who may call what: the schemes, and per operation the permission or that it is public.</summary>
internal sealed class SecurityTransformer(IOptions<EdgeOptions> edge, ServiceIdentity identity)
    : IOpenApiDocumentTransformer, IOpenApiOperationTransformer
{
    private const string KeyScheme = "ApiKey";
    private const string BearerScheme = "Bearer";

    public Task TransformAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info.Title = edge.Value.Api.Title ?? identity.Name;
        document.Info.Description = edge.Value.Api.Description;
        document.Info.Version = identity.Version;

        // Whoever reads the document knows the address it came from, which a proxy may have changed.
        document.Servers?.Clear();
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [KeyScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "X-API-Key",
                Description = "API key.",
            },
            [BearerScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "API key, or a JSON Web Token.",
            },
        };
        return Task.CompletedTask;
    }

    public Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Extensions ??= new Dictionary<string, IOpenApiExtension>();
        operation.Responses ??= [];
        if (metadata.OfType<IAllowAnonymous>().Any())
        {
            operation.Extensions["x-anonymous"] = new JsonNodeExtension(JsonValue.Create(true));
            operation.Security = [];
            return Task.CompletedTask;
        }

        if (metadata.OfType<PermissionRequirement>().LastOrDefault() is { } needed)
        {
            operation.Extensions["x-permission"] = new JsonNodeExtension(JsonValue.Create(needed.Permission));
            operation.Responses.TryAdd("403", new OpenApiResponse { Description = $"The caller lacks the permission '{needed.Permission}'." });
        }

        operation.Responses.TryAdd("401", new OpenApiResponse { Description = "Credentials are missing or wrong." });
        operation.Responses.TryAdd("429", new OpenApiResponse { Description = "Too many requests; wait for the seconds in Retry-After." });
        operation.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, context.Document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, context.Document)] = [] },
        ];
        return Task.CompletedTask;
    }
}
