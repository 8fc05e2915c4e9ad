using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.ServiceDefaults.Errors;

/// <summary>What is wrong with one field of a request.</summary>
/// <param name="Path">Where it is, in the caller's own names: <c>config.max_iterations</c>, <c>bodies[2]</c>; empty: all.</param>
/// <param name="Wanted">What was wanted: <c>must be between 1 and 1000</c>.</param>
/// <param name="Code">Stable code of the rule, in the service's documented form.</param>
/// <param name="Value">What was got, as text of at most 80 characters; null when absent, unknown or a secret.</param>
/// <param name="In">Part of the request: <c>body</c>, <c>query</c>, <c>path</c> or <c>header</c>.</param>
public sealed partial record FieldFault(
    string Path, string Wanted, string Code, string? Value = null, string In = FieldFault.Body)
{
    internal const string Body = "body";
    private const int MaxValueLength = 80;

    /// <summary>Field, value and what was wanted in one sentence.</summary>
    public string Message
    {
        get
        {
            var name = Path.Length == 0 ? In : Path;
            return Value is null ? $"{name} {Wanted}" : $"{name} {Wanted}, got {Value}";
        }
    }

    /// <summary>A value as it may be shown to its sender: cut, and withheld where the field's name says secret.</summary>
    /// <param name="path">Path of the field.</param>
    /// <param name="value">What was got; null when it is absent.</param>
    internal static string? Show(string path, object? value)
    {
        if (value is null || SecretName().IsMatch(path))
        {
            return null;
        }

        var text = value is string written ? $"'{written}'" : Convert.ToString(value, CultureInfo.InvariantCulture);
        return text is { Length: > MaxValueLength } ? text[..MaxValueLength] + "…" : text;
    }

    [GeneratedRegex("secret|passw|token|api_?key|credential|authoriz", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();
}
