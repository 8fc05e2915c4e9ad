using System.Numerics;

namespace Ledger.Api.Proofs.Statements;

/// <summary>One summand of a virtual column Σ w·x_c.</summary>
/// <param name="Column">Column name.</param>
/// <param name="Weight">Integer weight w, |w| &lt; 2^31.</param>
public sealed record ColumnTerm(string Column, int Weight);

/// <summary>`bound`: lo ≤ S ≤ hi for the sum S of a virtual column, which stays hidden.</summary>
/// <param name="Terms">The virtual column.</param>
/// <param name="Bits">k, 1 to 120, with hi − lo &lt; 2^k.</param>
/// <param name="Lo">Lower limit, |lo| ≤ 2^127.</param>
/// <param name="Hi">Upper limit, |hi| ≤ 2^127, at least lo.</param>
public sealed record BoundStatement(IReadOnlyList<ColumnTerm> Terms, int Bits, BigInteger Lo, BigInteger Hi) : Statement
{
    /// <inheritdoc/>
    public override string Type => "bound";

    internal override byte TypeNumber => 3;

    /// <inheritdoc/>
    public override string? Check(IReadOnlyList<DatasetShape> subjects) =>
        CheckOneSubject(subjects)
        ?? (Bits is >= 1 and <= 120 ? null : $"bits: {Bits} is not in 1..120")
        ?? CheckRange("lo", Lo, SumLimit)
        ?? CheckRange("hi", Hi, SumLimit)
        ?? (Hi >= Lo && Hi - Lo < BigInteger.One << Bits ? null : $"hi − lo: {Hi - Lo} is not in 0..2^{Bits} − 1")
        ?? CheckColumns(Terms.Select(t => t.Column), subjects[0]);

    internal override void Write(CanonicalObject json)
    {
        json.Integer("bits", Bits);
        json.BigText("hi", Hi);
        json.BigText("lo", Lo);
        json.Terms("terms", Terms);
        json.Text("type", Type);
        json.Integer("v", 1);
    }

    internal static BoundStatement Read(StatementReader reader) =>
        new(reader.Terms("terms"), reader.Integer("bits"), reader.BigText("lo"), reader.BigText("hi"));
}

/// <summary>`moment`: the squares of a virtual column sum to a value; the variance is value/N − mean².</summary>
/// <param name="Terms">The virtual column.</param>
/// <param name="Value">Σ x_i², 0 to 2^250.</param>
public sealed record MomentStatement(IReadOnlyList<ColumnTerm> Terms, BigInteger Value) : Statement
{
    // Below ℓ, so that a value has one representative: (2^93)² · 10^7 rows stays below 2^210 for any one term.
    private static readonly BigInteger Limit = BigInteger.One << 250;

    /// <inheritdoc/>
    public override string Type => "moment";

    internal override byte TypeNumber => 4;

    /// <inheritdoc/>
    public override string? Check(IReadOnlyList<DatasetShape> subjects) =>
        CheckOneSubject(subjects)
        ?? (Value.Sign >= 0 && Value <= Limit ? null : $"value: {Value} is not in 0..2^250")
        ?? CheckColumns(Terms.Select(t => t.Column), subjects[0]);

    internal override void Write(CanonicalObject json)
    {
        json.Terms("terms", Terms);
        json.Text("type", Type);
        json.Integer("v", 1);
        json.BigText("value", Value);
    }

    internal static MomentStatement Read(StatementReader reader) => new(reader.Terms("terms"), reader.BigText("value"));
}
