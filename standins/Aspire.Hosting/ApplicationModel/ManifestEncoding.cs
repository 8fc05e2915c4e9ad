namespace Aspire.Hosting.ApplicationModel;

/// <summary>How the manifest names a value that must be escaped: by an <c>annotated.string</c> of its own.</summary>
internal static class ManifestEncoding
{
    internal static string Of(IValueProvider provider, string expression, string? format) =>
        format == "uri" && provider is ParameterResource parameter ? $"{{{UriEncodedName(parameter)}.value}}" : expression;

    internal static string UriEncodedName(ParameterResource parameter) => $"{parameter.Name}-uri-encoded";
}
