namespace Platform.ServiceDefaults.Errors;

/// <summary>An expected failure, as a value: what a caller can correct or must wait for.</summary>
/// <param name="Status">HTTP status that the failure maps to, 400–599.</param>
/// <param name="Code">Stable code that clients may compare, in the service's documented form.</param>
/// <param name="Title">Short, constant sentence for the kind of failure.</param>
/// <param name="Detail">What is wrong in this request: names field, value and what was wanted.</param>
public abstract record Error(int Status, string Code, string Title, string Detail)
{
    /// <summary>Further members of the problem document; none by default.</summary>
    public virtual IReadOnlyDictionary<string, object?> Extensions => Empty;

    private static readonly Dictionary<string, object?> Empty = [];
}
