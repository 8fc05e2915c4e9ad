using System.Text.Json;
using System.Text.RegularExpressions;

namespace Platform.ServiceDefaults.Errors;

/// <summary>What the serializer's exceptions say of the JSON that it read, in a caller's words.</summary>
public static partial class JsonFaults
{
    /// <summary>The member of another type than was wanted; null when the text is no JSON, or a member is missing.</summary>
    /// <param name="failure">The exception; its path is that of the member.</param>
    public static FieldFault? TypeFault(JsonException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        if (Unconverted().Match(failure.Message) is not { Success: true } bad)
        {
            return null;
        }

        // Under a constructor's parameter the serializer names the outer type; the inner reason names what was read.
        var wanted = TokenKind().Match(failure.InnerException?.Message ?? "") is { Success: true } token
            ? token.Groups["kind"].Value
            : bad.Groups["type"].Value;
        return new FieldFault(Path(failure), "must be " + TypeNames.Describe(wanted), FaultCodes.Type);
    }

    /// <summary>Where the exception happened: <c>config.items[2].name</c>; empty at the top.</summary>
    internal static string Path(JsonException failure) => failure.Path is { Length: > 1 } path && path[0] == '$'
        ? BracketedName().Replace(path[1..], ".$1").TrimStart('.')
        : "";

    [GeneratedRegex(@"converted to (?<type>.+?)\.(\s+Path:|$)")]
    private static partial Regex Unconverted();

    [GeneratedRegex(@"token type '\w+' as a (?<kind>number|string|boolean)")]
    private static partial Regex TokenKind();

    // Member names with special characters are written ['a b'] by the serializer.
    [GeneratedRegex(@"\['([^']+)'\]")]
    private static partial Regex BracketedName();
}
