using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>A connection string made of other values.</summary>
/// <param name="name">Name of the resource.</param>
/// <param name="connectionStringExpression">The connection string.</param>
public sealed class ConnectionStringResource(string name, ReferenceExpression connectionStringExpression)
    : Resource(name), IResourceWithConnectionString, IResourceWithWaitSupport
{
    /// <inheritdoc/>
    public ReferenceExpression ConnectionStringExpression { get; } = connectionStringExpression;
}

/// <summary>A connection string given by configuration.</summary>
internal sealed class ConnectionStringParameterResource : ParameterResource, IResourceWithConnectionString
{
    internal ConnectionStringParameterResource(string name, Func<ParameterDefault?, string> callback, string? environmentVariableName)
        : base(name, callback, secret: true)
    {
        ConnectionStringEnvironmentVariable = environmentVariableName;
        IsConnectionString = true;
        ConnectionStringExpression = ReferenceExpression.Create($"{this}");
    }

    public string? ConnectionStringEnvironmentVariable { get; }

    public ReferenceExpression ConnectionStringExpression { get; }

    ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken) => GetValueAsync(cancellationToken);

    ValueTask<string?> IValueProvider.GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken) =>
        GetValueAsync(cancellationToken);

    string IManifestExpressionProvider.ValueExpression => ValueExpression;

    IEnumerable<object> IValueWithReferences.References => [];
}

/// <summary>A service outside the application, known by its URL.</summary>
public sealed class ExternalServiceResource : Resource
{
    /// <summary>A service at a fixed URL.</summary>
    /// <param name="name">Name of the resource.</param>
    /// <param name="uri">Absolute, with path <c>/</c>, no fragment.</param>
    public ExternalServiceResource(string name, Uri uri) : base(name)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsAbsoluteUri || uri.AbsolutePath != "/" || uri.Fragment.Length > 0)
        {
            throw new ArgumentException(
                $"The URL '{uri}' of external service '{name}' must be absolute, with the path '/' and no fragment.", nameof(uri));
        }

        Uri = uri;
    }

    /// <summary>A service whose URL is a parameter.</summary>
    /// <param name="name">Name of the resource.</param>
    /// <param name="urlParameter">Gives the URL.</param>
    public ExternalServiceResource(string name, ParameterResource urlParameter) : base(name)
    {
        ArgumentNullException.ThrowIfNull(urlParameter);
        UrlParameter = urlParameter;
    }

    /// <summary>The URL; null when a parameter gives it.</summary>
    public Uri? Uri { get; }

    /// <summary>Gives the URL; null when it is fixed.</summary>
    public ParameterResource? UrlParameter { get; }
}
