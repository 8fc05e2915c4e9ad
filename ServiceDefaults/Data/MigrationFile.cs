using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Platform.ServiceDefaults.Data;

/// <summary>One migration: an embedded file <c>Migrations/NNNN_name.sql</c>.</summary>
/// <param name="Scope">Whose file it is: <c>platform</c> for the shared ones, else the service's name.</param>
/// <param name="Version">The four digits; unique within a scope, applied in ascending order.</param>
/// <param name="Name">What follows the digits, without extension.</param>
/// <param name="Sql">Statements, run in one transaction.</param>
public sealed record MigrationFile(string Scope, int Version, string Name, string Sql)
{
    private const string Folder = "Migrations/";

    /// <summary>SHA-256 of the text with line ends as LF, in hexadecimal: a checkout's line ends change nothing.</summary>
    public string Checksum =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    /// <summary>How messages call it.</summary>
    public string Label => string.Create(CultureInfo.InvariantCulture, $"{Scope}/{Folder}{Version:D4}_{Name}.sql");

    /// <summary>The files embedded in an assembly, in ascending order.</summary>
    /// <exception cref="MigrationException">A name that does not follow the pattern, or a version used twice.</exception>
    public static IReadOnlyList<MigrationFile> In(Assembly assembly, string scope)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var files = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => Parse(scope, name[Folder.Length..], Read(assembly, name)))
            .OrderBy(file => file.Version)
            .ToArray();
        for (var i = 1; i < files.Length; i++)
        {
            if (files[i].Version == files[i - 1].Version)
            {
                throw new MigrationException($"{files[i - 1].Label} and {files[i].Label} have the same number");
            }
        }

        return files;
    }

    internal static MigrationFile Parse(string scope, string fileName, string sql)
    {
        var stem = Path.GetFileNameWithoutExtension(fileName);
        return stem.Length > 5
            && stem[4] == '_'
            && int.TryParse(stem.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            && fileName.EndsWith(".sql", StringComparison.Ordinal)
                ? new MigrationFile(scope, version, stem[5..], sql)
                : throw new MigrationException($"{scope}/{Folder}{fileName} must be named NNNN_name.sql");
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

/// <summary>The schema cannot be brought up to date by waiting: a file was changed, misnamed, or fails.</summary>
public sealed class MigrationException(string message, Exception? cause = null) : Exception(message, cause);
