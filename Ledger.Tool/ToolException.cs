using Platform.ServiceDefaults.Errors;

namespace Ledger.Tool;

/// <summary>What the caller can mend, in words for a console.</summary>
internal sealed class ToolException(string message) : Exception(message);

/// <summary>Outcomes at a console: the value, or the end.</summary>
internal static class Outcomes
{
    /// <summary>The value.</summary>
    /// <exception cref="ToolException">The outcome is an error.</exception>
    public static T OrThrow<T>(this Outcome<T> outcome) =>
        outcome.TryGet(out var value, out var error) ? value : throw new ToolException($"{error.Code}: {error.Detail}");
}
