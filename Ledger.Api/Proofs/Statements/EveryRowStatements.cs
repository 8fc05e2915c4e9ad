using System.Numerics;

namespace Ledger.Api.Proofs.Statements;

/// <summary>`member`: every row of a column holds one of two values.</summary>
/// <param name="Column">Column name.</param>
/// <param name="First">A value, |value| ≤ 2^62.</param>
/// <param name="Second">The other value.</param>
public sealed record MemberStatement(string Column, BigInteger First, BigInteger Second) : Statement
{
    /// <inheritdoc/>
    public override string Type => "member";

    internal override byte TypeNumber => 8;

    /// <inheritdoc/>
    public override string? Check(IReadOnlyList<DatasetShape> subjects) =>
        CheckOneSubject(subjects)
        ?? CheckColumns([Column], subjects[0])
        ?? CheckRange("values", First, CellLimit)
        ?? CheckRange("values", Second, CellLimit)
        ?? (First == Second ? "values: two different values wanted" : null);

    internal override void Write(CanonicalObject json)
    {
        json.Text("column", Column);
        json.Text("type", Type);
        json.Integer("v", 1);
        json.BigTexts("values", [First, Second]);
    }

    internal static MemberStatement? Read(StatementReader reader)
    {
        var column = reader.Text("column");
        var values = reader.BigTexts("values");
        return values.Count == 2
            ? new(column, values[0], values[1])
            : reader.Fail<MemberStatement>("values: two values wanted");
    }
}

/// <summary>
/// `magnitude`: every row of a column is an integer small enough that sums, and for narrower widths moments, over the
/// column are sums of integers and not only modulo ℓ.
/// </summary>
/// <param name="Column">Column name.</param>
/// <param name="Width">
/// w, 1 to 62: the owner's rows are within ±2^w; what is proven is |x| ≤ 2^(w + ⌈log₂N⌉ + 50) + 1.
/// </param>
public sealed record MagnitudeStatement(string Column, int Width) : Statement
{
    /// <inheritdoc/>
    public override string Type => "magnitude";

    internal override byte TypeNumber => 9;

    /// <inheritdoc/>
    public override string? Check(IReadOnlyList<DatasetShape> subjects) =>
        CheckOneSubject(subjects)
        ?? CheckColumns([Column], subjects[0])
        ?? (Width is >= 1 and <= 62 ? null : $"width: {Width} is not in 1..62");

    internal override void Write(CanonicalObject json)
    {
        json.Text("column", Column);
        json.Text("type", Type);
        json.Integer("v", 1);
        json.Integer("width", Width);
    }

    internal static MagnitudeStatement Read(StatementReader reader) => new(reader.Text("column"), reader.Integer("width"));
}

/// <summary>`rangeAll`: every row of a column is in lo..hi.</summary>
/// <param name="Column">Column name.</param>
/// <param name="Lo">Least value, |lo| ≤ 2^62.</param>
/// <param name="Hi">Largest value, |hi| ≤ 2^62, lo ≤ hi &lt; lo + 2^16.</param>
public sealed record RangeAllStatement(string Column, BigInteger Lo, BigInteger Hi) : Statement
{
    /// <inheritdoc/>
    public override string Type => "rangeAll";

    internal override byte TypeNumber => 10;

    /// <inheritdoc/>
    public override string? Check(IReadOnlyList<DatasetShape> subjects) =>
        CheckOneSubject(subjects)
        ?? CheckColumns([Column], subjects[0])
        ?? CheckRange("lo", Lo, CellLimit)
        ?? CheckRange("hi", Hi, CellLimit)
        ?? (Hi >= Lo && Hi - Lo < 1 << 16 ? null : $"hi − lo: {Hi - Lo} is not in 0..65535");

    internal override void Write(CanonicalObject json)
    {
        json.Text("column", Column);
        json.BigText("hi", Hi);
        json.BigText("lo", Lo);
        json.Text("type", Type);
        json.Integer("v", 1);
    }

    internal static RangeAllStatement Read(StatementReader reader) =>
        new(reader.Text("column"), reader.BigText("lo"), reader.BigText("hi"));
}
