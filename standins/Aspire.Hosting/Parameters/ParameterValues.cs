using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Publishing;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Parameters;

/// <summary>Where the values of parameters come from.</summary>
internal static class ParameterValues
{
    /// <summary>The setting, else the default, else an error that names the setting.</summary>
    internal static Func<ParameterDefault?, string> From(IConfiguration configuration, string name, string key) => fallback =>
        (configuration[key] ?? configuration[Portable(key)]) is { Length: > 0 } value
            ? value
            : fallback?.GetDefaultValue() ?? throw new MissingParameterValueException(
                $"Parameter '{name}' has no value. Give it as the setting '{key}': the environment variable " +
                $"{Portable(key).Replace(":", "__", StringComparison.Ordinal)}, appsettings.json or 'dotnet user-secrets set {key} …' in the AppHost's folder.");

    /// <summary>The name that a shell can assign to: without hyphens.</summary>
    private static string Portable(string key) => key.Replace('-', '_');

    /// <summary>A default whose value is made once and kept with the data folder. Publishing makes and keeps none.</summary>
    internal static ParameterDefault Kept(IDistributedApplicationBuilder builder, string name, ParameterDefault inner)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            return inner;
        }

        var store = (ParameterStore?)builder.Services.LastOrDefault(s => s.ServiceType == typeof(ParameterStore))?.ImplementationInstance;
        return store is null ? inner : new KeptDefault(name, inner, store);
    }

    private sealed class KeptDefault(string name, ParameterDefault inner, ParameterStore store) : ParameterDefault
    {
        public override string GetDefaultValue() => store.GetOrAdd(name, inner.GetDefaultValue);

        public override void WriteToManifest(ManifestPublishingContext context) => inner.WriteToManifest(context);
    }
}
