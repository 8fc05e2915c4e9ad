using System.Collections;

namespace Platform.ServiceDefaults.Redaction;

/// <summary>What a log provider gets instead of the caller's state: the same pairs and the message, masked.</summary>
internal sealed class LogState(string message, KeyValuePair<string, object?>[] pairs)
    : IReadOnlyList<KeyValuePair<string, object?>>
{
    internal const string Template = "{OriginalFormat}";

    // Shorter text stands everywhere by chance.
    private const int ShortestReplaced = 4;

    public int Count => pairs.Length;

    public KeyValuePair<string, object?> this[int index] => pairs[index];

    public override string ToString() => message;

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, object?>>)pairs).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => pairs.GetEnumerator();

    /// <summary>Masks a state and the message made of it. A state that is no list of pairs has none.</summary>
    internal static LogState Of(object? state, string message)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> list)
        {
            return new LogState(Redactor.Redact(message), []);
        }

        var pairs = new KeyValuePair<string, object?>[list.Count];
        for (var i = 0; i < pairs.Length; i++)
        {
            var (key, value) = list[i];
            var masked = key == Template ? value : Value(key, value);
            pairs[i] = new(key, masked);
            // The message shows the value without the name that made it a secret.
            if (value is string { Length: >= ShortestReplaced } text && masked is string shown && !ReferenceEquals(text, shown))
            {
                message = message.Replace(text, shown, StringComparison.Ordinal);
            }
        }

        return new LogState(Redactor.Redact(message), pairs);
    }

    // Numbers, times and the like cannot hold a secret; anything else is logged as the text it prints as.
    private static object? Value(string key, object? value) => value switch
    {
        null or bool or char or DateTime or DateTimeOffset or DateOnly or TimeOnly or TimeSpan or Guid or Enum => value,
        IFormattable number when number.GetType().IsPrimitive || number is decimal => value,
        string text => Redactor.Redact(key, text),
        IEnumerable items when value is not IFormattable => Redactor.Redact(key, Joined(items)),
        _ => Redactor.Redact(key, value.ToString() ?? ""),
    };

    private static string Joined(IEnumerable items) => string.Join(", ", items.Cast<object?>());
}
