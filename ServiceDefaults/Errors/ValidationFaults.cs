using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Platform.ServiceDefaults.Errors;

/// <summary>Turns the answers of validation attributes into faults with the caller's own names and values.</summary>
internal static partial class ValidationFaults
{
    public static async Task<IReadOnlyList<FieldFault>> FromAsync(
        HttpValidationProblemDetails problem, HttpContext context, JsonSerializerOptions json)
    {
        var faults = new List<FieldFault>();
        foreach (var (member, messages) in problem.Errors)
        {
            var path = string.Join('.', member.Split('.').Select(part => json.PropertyNamingPolicy?.ConvertName(part) ?? part));
            var inQuery = context.Request.Query.TryGetValue(member, out var asked);
            object? value = inQuery
                ? asked.ToString()
                : await KeptBody.ValueAtAsync(context.Request, path).ConfigureAwait(false);
            faults.AddRange(messages.Select(message => new FieldFault(
                path, Wanted(message), Required().IsMatch(message) ? FaultCodes.Required : FaultCodes.Rule,
                FieldFault.Show(path, value), inQuery ? "query" : FieldFault.Body)));
        }

        return faults;
    }

    // "The field MaxIterations must be between 1 and 20." keeps what was wanted; the name is said by the path.
    private static string Wanted(string message) =>
        Sentence().Match(message) is { Success: true } said ? said.Groups["wanted"].Value : message;

    [GeneratedRegex(@"^The (field )?\S+( field)? (?<wanted>(is|must|should|does|has|may).*?)\.?$", RegexOptions.Singleline)]
    private static partial Regex Sentence();

    [GeneratedRegex(@" is required\.?$")]
    private static partial Regex Required();
}
