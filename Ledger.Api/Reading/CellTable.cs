using System.Runtime.CompilerServices;

namespace Ledger.Api.Reading;

/// <summary>Where the cells of a block lie, row by row. Reused from block to block by one thread.</summary>
internal sealed class CellTable
{
    private const int InArena = int.MinValue;

    private Cell[] _cells = new Cell[1 << 16];
    private byte[] _arena = [];
    private int _arenaUsed;
    private int _count;
    private int _namedRows;

    /// <summary>Cells per row.</summary>
    public int Columns { get; private set; }

    /// <summary>Complete rows.</summary>
    public int Rows => _namedRows > 0 ? _namedRows : Columns == 0 ? 0 : _count / Columns;

    /// <summary>Forgets all cells.</summary>
    public void Clear(int columns) => (Columns, _count, _namedRows, _arenaUsed) = (columns, 0, 0, 0);

    /// <summary>Appends a cell that lies in the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int start, int length)
    {
        if (_count == _cells.Length)
        {
            Array.Resize(ref _cells, 2 * _count);
        }

        _cells[_count++] = new Cell(start, length);
    }

    /// <summary>Starts a row of missing cells, for a format whose cells come by name.</summary>
    public void AddRow()
    {
        for (var i = 0; i < Columns; i++)
        {
            Add(0, Cell.Missing);
        }

        _namedRows++;
    }

    /// <summary>Sets a cell of the last row.</summary>
    public void Set(int column, int start, int length) => _cells[_count - Columns + column] = new Cell(start, length);

    /// <summary>Sets a cell of the last row to null.</summary>
    public void SetNull(int column) => Set(column, 0, Cell.Null);

    /// <summary>True when a cell of the last row was set, be it to null.</summary>
    public bool IsSet(int column) => _cells[_count - Columns + column].Length != Cell.Missing;

    /// <summary>Appends a column of missing cells to every row so far.</summary>
    public void AddColumn()
    {
        var wider = Columns + 1;
        if (_namedRows * wider > _cells.Length)
        {
            Array.Resize(ref _cells, Math.Max(_namedRows * wider, 2 * _cells.Length));
        }

        for (var row = _namedRows - 1; row >= 0; row--)
        {
            Array.Copy(_cells, row * Columns, _cells, row * wider, Columns);
            _cells[(row * wider) + Columns] = new Cell(0, Cell.Missing);
        }

        (Columns, _count) = (wider, _namedRows * wider);
    }

    /// <summary>Room for text that the block does not hold as such (quotes doubled, escapes); gives its place for a cell.</summary>
    public (int Start, Memory<byte> Room) Reserve(int length)
    {
        if (_arena.Length - _arenaUsed < length)
        {
            Array.Resize(ref _arena, Math.Max(2 * _arena.Length, _arenaUsed + Math.Max(length, 4096)));
        }

        var start = _arenaUsed;
        _arenaUsed += length;
        return (start | InArena, _arena.AsMemory(start, length));
    }

    /// <summary>Where the first cell of a row that lies in the block lies; 0 when none does.</summary>
    public int RowOffset(int row)
    {
        for (var column = 0; column < Columns; column++)
        {
            var cell = _cells[(row * Columns) + column];
            if (cell is { Start: >= 0, Length: >= 0 })
            {
                return cell.Start;
            }
        }

        return 0;
    }

    /// <summary>A cell's text in its block; false for a null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGet(ReadOnlySpan<byte> block, int row, int column, out ReadOnlySpan<byte> text)
    {
        var cell = _cells[(row * Columns) + column];
        if (cell.Length < 0)
        {
            text = default;
            return false;
        }

        text = cell.Start < 0 ? _arena.AsSpan(cell.Start & ~InArena, cell.Length) : block.Slice(cell.Start, cell.Length);
        return true;
    }

    private readonly record struct Cell(int Start, int Length)
    {
        public const int Missing = -1;
        public const int Null = -2;
    }
}
