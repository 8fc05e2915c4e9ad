using System.Text.RegularExpressions;

namespace Platform.ServiceDefaults.Errors;

/// <summary>Says in a caller's words what a .NET type takes.</summary>
internal static partial class TypeNames
{
    /// <summary>From <c>System.Nullable`1[System.Int32]</c>, <c>int?</c> or <c>int</c> to <c>a whole number</c>.</summary>
    public static string Describe(string type)
    {
        var name = Nullable().Match(type) is { Success: true } inner ? inner.Groups[1].Value : type;
        name = name.TrimEnd('?');
        if (name.EndsWith("[]", StringComparison.Ordinal) || (ListType().IsMatch(name) && !name.Contains("Dictionary", StringComparison.Ordinal)))
        {
            return "a list";
        }

        return name[(name.LastIndexOf('.') + 1)..].ToUpperInvariant() switch
        {
            "INT16" or "INT32" or "INT64" or "SHORT" or "INT" or "LONG" => "a whole number",
            "BYTE" or "UINT16" or "UINT32" or "UINT64" or "USHORT" or "UINT" or "ULONG" => "a whole number of at least 0",
            "DOUBLE" or "SINGLE" or "FLOAT" or "DECIMAL" or "NUMBER" => "a number",
            "BOOLEAN" or "BOOL" => "true or false",
            "STRING" or "CHAR" => "text",
            "GUID" => "a UUID",
            "DATETIME" or "DATETIMEOFFSET" => "an ISO 8601 date and time",
            "DATEONLY" => "an ISO 8601 date",
            "TIMESPAN" or "TIMEONLY" => "an ISO 8601 time",
            "URI" => "a URI",
            _ => EnumNames(name) is { } words ? "one of " + words : "an object",
        };
    }

    // The framework's message holds the type's name only.
    private static string? EnumNames(string name)
    {
        var type = AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(name)).FirstOrDefault(found => found is not null);
        return type is { IsEnum: true } ? string.Join(", ", Enum.GetNames(type)) : null;
    }

    [GeneratedRegex(@"^(?:System\.Nullable`1\[|Nullable<)(.+)[\]>]$")]
    private static partial Regex Nullable();

    [GeneratedRegex(@"^System\.Collections\.")]
    private static partial Regex ListType();
}
