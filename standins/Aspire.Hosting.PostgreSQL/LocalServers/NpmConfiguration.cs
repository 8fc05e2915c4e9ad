using System.Text.RegularExpressions;

namespace Aspire.Hosting.LocalServers;

/// <summary>
/// What npm's configuration says about registries: environment variables <c>npm_config_…</c>, then the <c>.npmrc</c>
/// of the project, then the user's (npm's own order, see <c>npm help npmrc</c>).
/// </summary>
internal sealed partial class NpmConfiguration
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly Func<string, string?> _variable;

    /// <summary>Reads a configuration.</summary>
    /// <param name="files">Files in the order of precedence; those missing are skipped.</param>
    /// <param name="variable">Looks up an environment variable.</param>
    internal NpmConfiguration(IEnumerable<string> files, Func<string, string?> variable)
    {
        _variable = variable;
        foreach (var line in files.Where(File.Exists).SelectMany(File.ReadLines))
        {
            var text = line.Trim();
            var split = text.IndexOf('=', StringComparison.Ordinal);
            if (split > 0 && text[0] is not ('#' or ';'))
            {
                _values.TryAdd(text[..split].Trim(), Expanded(text[(split + 1)..].Trim().Trim('"')));
            }
        }
    }

    /// <summary>The configuration that npm would read in the current folder.</summary>
    internal static NpmConfiguration OfThisMachine()
    {
        var files = new List<string>();
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            files.Add(Path.Combine(folder.FullName, ".npmrc"));
        }

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        files.Add(Environment.GetEnvironmentVariable("npm_config_userconfig") ?? Path.Combine(home, ".npmrc"));
        return new NpmConfiguration(files, Environment.GetEnvironmentVariable);
    }

    /// <summary>Address of the registry of a package, ending in a slash; null when none is configured.</summary>
    internal Uri? RegistryOf(string package)
    {
        var scope = package[..package.IndexOf('/', StringComparison.Ordinal)];
        var text = Value($"{scope}:registry") ?? _variable("npm_config_registry") ?? _variable("NPM_CONFIG_REGISTRY") ?? Value("registry");
        return Uri.TryCreate(text?.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "https" or "http"
            ? address
            : null;
    }

    /// <summary>Token for a registry; null for none.</summary>
    internal string? TokenFor(Uri registry) => Value($"//{registry.Authority}{registry.AbsolutePath}:_authToken");

    private string? Value(string key) => _values.GetValueOrDefault(key);

    private string Expanded(string value) =>
        VariablePattern().Replace(value, match => _variable(match.Groups[1].Value) ?? match.Value);

    [GeneratedRegex(@"\$\{([^}]+)\}")]
    private static partial Regex VariablePattern();
}
