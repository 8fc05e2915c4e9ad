using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Proofs;

/// <summary>A statement of unknown type, about unknown columns, or of impossible shape.</summary>
/// <param name="Detail">Field, value, wanted.</param>
public sealed record InvalidStatement(string Detail)
    : Error(422, "statement", "The statement cannot be about these datasets.", Detail);

/// <summary>A statement that the rows contradict: the prover refuses to try.</summary>
/// <param name="Detail">Which claim; never the value in the rows.</param>
public sealed record FalseStatement(string Detail)
    : Error(422, "false_statement", "The statement is not true of the committed rows.", Detail);

/// <summary>A derivation map of wrong length, out of range, or another than the statement names.</summary>
/// <param name="Detail">Which output row or which hash.</param>
public sealed record InvalidMap(string Detail) : Error(422, "map", "The map does not fit the statement.", Detail);
