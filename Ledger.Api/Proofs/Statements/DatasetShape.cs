namespace Ledger.Api.Proofs.Statements;

/// <summary>A committed column as the header lists it.</summary>
/// <param name="Index">Column index in the header, which selects blindings and commitment lists.</param>
/// <param name="Name">Column name; masks are `name#null`.</param>
public sealed record CommittedColumn(int Index, string Name);

/// <summary>What proofs need of a dataset header: the row count and the committed columns.</summary>
public sealed class DatasetShape
{
    private readonly Dictionary<string, CommittedColumn> _byName;

    /// <summary>A shape of <paramref name="rows"/> rows, 1 to 10,000,000, and its committed columns, in any order.</summary>
    /// <exception cref="ArgumentException">Row count out of range, or two columns with one name or index.</exception>
    public DatasetShape(long rows, IEnumerable<CommittedColumn> columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, 10_000_000);
        Rows = rows;
        Columns = [.. columns.OrderBy(c => c.Index)];
        _byName = Columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
        if (Columns.DistinctBy(c => c.Index).Count() != Columns.Count)
        {
            throw new ArgumentException("Two committed columns share an index.", nameof(columns));
        }
    }

    /// <summary>Rows N.</summary>
    public long Rows { get; }

    /// <summary>Committed columns by ascending index, masks included.</summary>
    public IReadOnlyList<CommittedColumn> Columns { get; }

    /// <summary>Commitments per column, M = ⌈N/1024⌉.</summary>
    public int Chunks => (int)((Rows + 1023) / 1024);

    /// <summary>Finds a committed column by its ordinal name.</summary>
    public bool TryFind(string name, out CommittedColumn column)
    {
        var found = _byName.TryGetValue(name, out var value);
        column = value!;
        return found;
    }

    /// <summary>The index of a column that <see cref="Statement.Check"/> has found.</summary>
    internal int IndexOf(string name) => _byName[name].Index;
}
