using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Platform.ServiceDefaults.Errors;

/// <summary>Turns the framework's binding failures into errors that name field, value and what was wanted.</summary>
internal static partial class BindingFaults
{
    /// <summary>The error that a failed binding means.</summary>
    public static async Task<Error> FromAsync(BadHttpRequestException failure, HttpContext context)
    {
        if (failure.StatusCode != StatusCodes.Status400BadRequest)
        {
            return SharedError.ForStatus(failure.StatusCode);
        }

        if (failure.InnerException is JsonException json)
        {
            return await FromJsonAsync(json, context).ConfigureAwait(false);
        }

        if (Unconvertible().Match(failure.Message) is { Success: true } bad)
        {
            var name = bad.Groups["name"].Value;
            var part = context.Request.RouteValues.ContainsKey(name) ? "path" : "query";
            // The framework names its parameter; the caller wrote apply_proper_motion.
            name = context.Request.Query.Keys.FirstOrDefault(key => key.Replace("_", "", StringComparison.Ordinal)
                .Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;
            return Invalid(name, "must be " + TypeNames.Describe(bad.Groups["type"].Value), FaultCodes.Type, bad.Groups["value"].Value, part);
        }

        if (Missing().Match(failure.Message) is { Success: true } missing)
        {
            return missing.Groups["source"].Value.Contains("body", StringComparison.Ordinal)
                ? Invalid("", "is required as JSON", FaultCodes.Required, null, FieldFault.Body)
                : Invalid(missing.Groups["name"].Value, "is required", FaultCodes.Required, null, missing.Groups["source"].Value switch
                {
                    "header" => "header",
                    "route" => "path",
                    _ => "query",
                });
        }

        return failure.Message.StartsWith("Implicit body", StringComparison.Ordinal)
            ? Invalid("", "is required as JSON", FaultCodes.Required, null, FieldFault.Body)
            : SharedError.ForStatus(failure.StatusCode);
    }

    private static async Task<Error> FromJsonAsync(JsonException failure, HttpContext context)
    {
        var path = JsonFaults.Path(failure);
        if (MissingMembers().Match(failure.Message) is { Success: true } missing)
        {
            var prefix = path.Length == 0 ? "" : path + ".";
            return new InvalidRequest([.. QuotedName().Matches(missing.Groups["names"].Value)
                .Select(name => new FieldFault(prefix + name.Groups[1].Value, "is required", FaultCodes.Required))]);
        }

        if (JsonFaults.TypeFault(failure) is { } bad)
        {
            var value = await KeptBody.ValueAtAsync(context.Request, path).ConfigureAwait(false);
            return Invalid(path, bad.Wanted, bad.Code, value, FieldFault.Body);
        }

        var place = failure is { LineNumber: { } line, BytePositionInLine: { } at } ? $" at line {line + 1}, byte {at + 1}" : "";
        return new MalformedRequest(new FieldFault(path, "is not well-formed JSON" + place, FaultCodes.Json));
    }

    private static InvalidRequest Invalid(string path, string wanted, string code, object? value, string part) =>
        new([new FieldFault(path, wanted, code, FieldFault.Show(path, value), part)]);

    [GeneratedRegex("""^Failed to bind parameter "(?<type>.+) (?<name>\S+)" from "(?<value>.*)"\.$""", RegexOptions.Singleline)]
    private static partial Regex Unconvertible();

    [GeneratedRegex("""^Required parameter "(?<type>.+) (?<name>\S+)" was not provided from (?<source>.+)\.$""")]
    private static partial Regex Missing();

    [GeneratedRegex(@"missing required properties including:? (?<names>.+)")]
    private static partial Regex MissingMembers();

    [GeneratedRegex(@"'([^']+)'")]
    private static partial Regex QuotedName();
}
