using System.Numerics;

namespace Ledger.Api.Proofs.Statements;

/// <summary>A column and the integer claimed for it, in committed units (decimals scaled by 10^scale).</summary>
/// <param name="Column">Column name.</param>
/// <param name="Value">Claimed integer.</param>
public sealed record ColumnClaim(string Column, BigInteger Value);

/// <summary>`sum`: each named column sums to the claimed integer over all rows; the mean is that over N·10^scale.</summary>
/// <param name="Claims">One or more claims, |value| ≤ 2^127.</param>
public sealed record SumStatement(IReadOnlyList<ColumnClaim> Claims) : Statement
{
    /// <inheritdoc/>
    public override string Type => "sum";

    internal override byte TypeNumber => 1;

    /// <inheritdoc/>
    public override string? Check(IReadOnlyList<DatasetShape> subjects) =>
        CheckOneSubject(subjects)
        ?? CheckColumns(Claims.Select(c => c.Column), subjects[0])
        ?? Claims.Select(c => CheckRange("claims", c.Value, SumLimit)).FirstOrDefault(p => p is not null);

    internal override void Write(CanonicalObject json)
    {
        json.Claims("claims", Claims);
        json.Text("type", Type);
        json.Integer("v", 1);
    }

    internal static SumStatement Read(StatementReader reader) => new(reader.Claims("claims"));
}

/// <summary>`row`: the named columns hold the claimed integers in one row.</summary>
/// <param name="Row">Row, counted from 0, below N.</param>
/// <param name="Values">One or more values, |value| ≤ 2^62.</param>
public sealed record RowStatement(BigInteger Row, IReadOnlyList<ColumnClaim> Values) : Statement
{
    /// <inheritdoc/>
    public override string Type => "row";

    internal override byte TypeNumber => 2;

    /// <inheritdoc/>
    public override string? Check(IReadOnlyList<DatasetShape> subjects) =>
        CheckOneSubject(subjects)
        ?? (Row >= 0 && Row < subjects[0].Rows ? null : $"row: {Row} is not in 0..{subjects[0].Rows - 1}")
        ?? CheckColumns(Values.Select(c => c.Column), subjects[0])
        ?? Values.Select(c => CheckRange("values", c.Value, CellLimit)).FirstOrDefault(p => p is not null);

    internal override void Write(CanonicalObject json)
    {
        json.BigText("row", Row);
        json.Text("type", Type);
        json.Integer("v", 1);
        json.Claims("values", Values);
    }

    internal static RowStatement Read(StatementReader reader) => new(reader.BigText("row"), reader.Claims("values"));
}

/// <summary>`open`: every chunk of every committed column has an opening that the prover knows.</summary>
/// <param name="Rows">Rows N, as in the header.</param>
public sealed record OpenStatement(BigInteger Rows) : Statement
{
    /// <inheritdoc/>
    public override string Type => "open";

    internal override byte TypeNumber => 6;

    /// <inheritdoc/>
    public override string? Check(IReadOnlyList<DatasetShape> subjects) =>
        CheckOneSubject(subjects) ?? CheckRows(Rows, subjects[0]);

    internal override void Write(CanonicalObject json) => WriteRows(json, Rows, Type);

    internal static OpenStatement Read(StatementReader reader) => new(reader.BigText("rows"));

    internal static string? CheckRows(BigInteger rows, DatasetShape shape) =>
        rows == shape.Rows ? null : $"rows: {rows} given, the header has {shape.Rows}";

    internal static void WriteRows(CanonicalObject json, BigInteger rows, string type)
    {
        json.BigText("rows", rows);
        json.Text("type", type);
        json.Integer("v", 1);
    }
}

/// <summary>`pad`: the slots after the last row of every committed column's last chunk are 0. Only for N not divisible by 1024.</summary>
/// <param name="Rows">Rows N, as in the header.</param>
public sealed record PadStatement(BigInteger Rows) : Statement
{
    /// <inheritdoc/>
    public override string Type => "pad";

    internal override byte TypeNumber => 7;

    /// <inheritdoc/>
    public override string? Check(IReadOnlyList<DatasetShape> subjects) =>
        CheckOneSubject(subjects)
        ?? OpenStatement.CheckRows(Rows, subjects[0])
        ?? (Rows % 1024 == 0 ? "pad: the last chunk is full, nothing is padded" : null);

    internal override void Write(CanonicalObject json) => OpenStatement.WriteRows(json, Rows, Type);

    internal static PadStatement Read(StatementReader reader) => new(reader.BigText("rows"));
}
