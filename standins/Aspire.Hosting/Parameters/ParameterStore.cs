using System.Text.Json;
using Aspire.Hosting.Local;

namespace Aspire.Hosting.Parameters;

/// <summary>
/// Generated parameter values, kept in <c>parameters.json</c> of the data folder, readable by its owner only, so that
/// a password lives exactly as long as the data it protects. Thread safe.
/// </summary>
internal sealed class ParameterStore(DataFolder folder)
{
    private readonly Lock _lock = new();
    private Dictionary<string, string>? _values;

    /// <summary>The value kept under a name, made and written first if there is none.</summary>
    internal string GetOrAdd(string name, Func<string> make)
    {
        lock (_lock)
        {
            var path = folder.File("parameters.json");
            _values ??= Read(path);
            if (!_values.TryGetValue(name, out var value))
            {
                _values[name] = value = make();
                PrivateFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(_values, DataFolder.Json));
            }

            return value;
        }
    }

    private static Dictionary<string, string> Read(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(path)) ?? [];
        }
        catch (JsonException e)
        {
            throw new DistributedApplicationException(
                $"{path} holds the generated passwords and cannot be read ({e.Message}). Restore it, or delete the data " +
                "folder to begin anew.", e);
        }
    }
}
