using System.Collections;

namespace Platform.ServiceDefaults.Correlation;

/// <summary>The log scope of a request: one pair, <c>CorrelationId</c>.</summary>
internal sealed class CorrelationScope(string id) : IReadOnlyList<KeyValuePair<string, object?>>
{
    internal const string Key = "CorrelationId";

    public int Count => 1;

    public KeyValuePair<string, object?> this[int index] =>
        index == 0 ? new(Key, id) : throw new ArgumentOutOfRangeException(nameof(index));

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        yield return this[0];
    }

    public override string ToString() => $"{Key}:{id}";

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
