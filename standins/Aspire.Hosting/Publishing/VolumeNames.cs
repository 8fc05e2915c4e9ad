using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Aspire.Hosting.Publishing;

/// <summary>Names of volumes that the manifest asks for.</summary>
internal static class VolumeNames
{
    // Enough that two applications of one name seldom share a volume, as the genuine host has it.
    private const int HashCharacters = 10;

    /// <summary><c>application-hash-resource-suffix</c> in lower case, the same at every publication.</summary>
    internal static string For(IDistributedApplicationBuilder builder, string resource, string suffix)
    {
        var application = builder.Environment.ApplicationName;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(application)))[..HashCharacters];
        var clean = string.Concat(application.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? char.ToLowerInvariant(c) : '_'));
        return string.Create(CultureInfo.InvariantCulture, $"{clean}-{hash}-{resource}-{suffix}");
    }
}
