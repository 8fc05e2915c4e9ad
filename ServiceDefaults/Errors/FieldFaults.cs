namespace Platform.ServiceDefaults.Errors;

/// <summary>
/// Collects every fault of a request, so that a caller mends them in one round. Not for use by several threads.
/// </summary>
public sealed class FieldFaults
{
    private readonly List<FieldFault> _faults = [];

    /// <summary>The faults so far, in the order found.</summary>
    public IReadOnlyList<FieldFault> All => _faults;

    /// <summary>The faults as one error; null when there are none.</summary>
    public InvalidRequest? Error => _faults.Count == 0 ? null : new InvalidRequest(_faults);

    /// <summary>Adds a fault.</summary>
    /// <param name="path">Where the field is, in the caller's own names.</param>
    /// <param name="wanted">What was wanted: <c>must be …</c>.</param>
    /// <param name="code">Stable code of the rule, in the service's documented form.</param>
    /// <param name="value">What was got; shown cut, and not at all where the field's name says secret.</param>
    public void Add(string path, string wanted, string code, object? value = null) =>
        _faults.Add(new FieldFault(path, wanted, code, FieldFault.Show(path, value)));
}
