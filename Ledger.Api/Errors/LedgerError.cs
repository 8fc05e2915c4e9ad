using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Errors;

/// <summary>An expected failure of this service; its code is one of the contract's table.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable code, lower case with underscores.</param>
/// <param name="Title">Constant sentence for the code.</param>
/// <param name="Detail">What is wrong here: field, value, wanted.</param>
internal sealed record LedgerError(int Status, string Code, string Title, string Detail)
    : Error(Status, Code, Title, Detail)
{
    /// <summary>Further members of the problem document, such as line and column.</summary>
    public Dictionary<string, object?> Members { get; init; } = [];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, object?> Extensions => Members;
}
