using System.Text.RegularExpressions;

namespace Aspire.Dashboard.Resources;

/// <summary>Tells from its name that a variable's value is a secret, and from a URL that it carries a password.</summary>
internal static partial class SecretNames
{
    public const string Mask = "••••••";

    public static string Masked(string name, string value) =>
        SecretName().IsMatch(name) ? Mask : UrlPassword().Replace(value, $"$1{Mask}@");

    [GeneratedRegex("password|secret|token|api_?keys?$|_keys?$|connectionstring|_uri$|otlp_headers", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"(://[^/\s:@]*:)[^/\s@]+@")]
    private static partial Regex UrlPassword();
}
