namespace Ledger.Api.Proofs.Statements;

/// <summary>
/// `derive`: every cell of the named columns in every output row equals its source cell, as a map says which that is.
/// </summary>
/// <param name="Columns">Names of the shared columns, committed in every source and every output.</param>
/// <param name="Map">SHA-256 of the map in lower-case hex: per output row, in order, LE32(source ordinal)‖LE32(source row).</param>
/// <param name="Sources">How many of the subjects, the first ones, are sources; the others are outputs.</param>
public sealed record DeriveStatement(IReadOnlyList<string> Columns, string Map, int Sources) : Statement
{
    /// <inheritdoc/>
    public override string Type => "derive";

    internal override byte TypeNumber => 5;

    /// <inheritdoc/>
    public override string? Check(IReadOnlyList<DatasetShape> subjects) =>
        (Sources >= 1 && Sources < subjects.Count
            ? null : $"sources: {Sources} of {subjects.Count} subjects; at least one source and one output wanted")
        ?? (Map.Length == 64 && Map.All(char.IsAsciiHexDigitLower) ? null : "map: 64 lower-case hex digits wanted")
        ?? subjects.Select(shape => CheckColumns(Columns, shape)).FirstOrDefault(p => p is not null);

    internal override void Write(CanonicalObject json)
    {
        json.Texts("columns", Columns);
        json.Text("map", Map);
        json.Integer("sources", Sources);
        json.Text("type", Type);
        json.Integer("v", 1);
    }

    internal static DeriveStatement Read(StatementReader reader) =>
        new(reader.Texts("columns"), reader.Text("map"), reader.Integer("sources"));
}
