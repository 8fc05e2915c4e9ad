using System.Text.Json;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Tool;

/// <summary>What the caller can mend, in words for a console.</summary>
internal sealed class ToolException(string message) : Exception(message)
{
    private const int Refused = 2;

    /// <summary>Runs a command; what the caller can mend is said on the console and ends with 2.</summary>
    public static async Task<int> ToldAsync(TextWriter console, Func<TextWriter, Task> run)
    {
        try
        {
            await run(console);
            return 0;
        }
        catch (Exception failure) when (failure is ToolException or IOException or UnauthorizedAccessException or JsonException or FormatException)
        {
            await console.WriteLineAsync();
            await console.WriteLineAsync(failure.Message);
            return Refused;
        }
    }
}

/// <summary>Outcomes at a console: the value, or the end.</summary>
internal static class Outcomes
{
    /// <summary>The value.</summary>
    /// <exception cref="ToolException">The outcome is an error.</exception>
    public static T OrThrow<T>(this Outcome<T> outcome) =>
        outcome.TryGet(out var value, out var error) ? value : throw new ToolException($"{error.Code}: {error.Detail}");
}
