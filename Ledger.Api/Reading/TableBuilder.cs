using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using Ledger.Api.Errors;
using Ledger.Api.Tables;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Reading;

/// <summary>Second reading: profiled blocks to typed columns, block by block on all cores.</summary>
internal sealed class TableBuilder(ReadOptions options, BlockSpool spool, ReadBlock[] blocks)
{
    private readonly ColumnNames _names = new();
    private readonly List<ColumnProfile> _profiles = [];
    private readonly int[] _firstRows = new int[blocks.Length];
    private readonly long[] _firstLines = new long[blocks.Length];

    /// <summary>The table, or the first thing in the file that keeps it from being one.</summary>
    /// <param name="openLineBreaks">Line breaks before the first block.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    public Outcome<Table> Build(int openLineBreaks, CancellationToken cancellation)
    {
        if (Join(openLineBreaks, out var rows) is { } error)
        {
            return error;
        }

        if (!options.Resolve(_names, _profiles).TryGet(out var specs, out var mismatch))
        {
            return mismatch;
        }

        var columns = specs.Select((spec, i) => Column(spec, _profiles[i], rows)).ToArray();
        var tables = new ConcurrentBag<CellTable>();
        var faults = new ReadFault?[blocks.Length];
        var parallel = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, blocks.Length, parallel, i =>
        {
            var cells = tables.TryTake(out var reused) ? reused : new CellTable();
            faults[i] = Fill(blocks[i], _firstRows[i], columns, cells);
            tables.Add(cells);
        });

        for (var i = 0; i < faults.Length; i++)
        {
            if (faults[i] is { } fault)
            {
                return ReadErrors.At(fault, Line(i, fault));
            }
        }

        return new Table(rows, columns);
    }

    private static TableColumn Column(ColumnSpec spec, ColumnProfile profile, int rows)
    {
        var text = spec.Type == ColumnType.Text;
        return new TableColumn(
            spec,
            text ? null : new PackedColumn(rows, profile.Width(spec.Type, spec.Scale)),
            text ? new TextColumn() : null,
            spec.Nullable ? new PackedColumn(rows, 1) : null);
    }

    /// <summary>Numbers rows and lines and joins profiles, in the file's order; the first error met.</summary>
    private LedgerError? Join(int openLineBreaks, out int rows)
    {
        rows = 0;
        var (lines, total) = (1L + openLineBreaks, 0L);
        for (var i = 0; i < blocks.Length; i++)
        {
            var block = blocks[i];
            (_firstRows[i], _firstLines[i]) = ((int)total, lines);
            lines += block.LineBreaks;
            if (block.BadByte is { } bad)
            {
                return ReadErrors.Encoding(block.Offset + bad);
            }

            if (block.Fault is { } fault)
            {
                return ReadErrors.At(fault, Line(i, fault), block.Offset);
            }

            if (Merge(block, total) is { } error)
            {
                return error;
            }

            total += block.Rows;
            if (total > options.MaxRows)
            {
                return ReadErrors.TooManyRows(options.MaxRows);
            }
        }

        rows = (int)total;
        return rows == 0 ? ReadErrors.NoRows() : _names.Count == 0 ? ReadErrors.NoColumns() : null;
    }

    private LedgerError? Merge(ReadBlock block, long rowsBefore)
    {
        var seen = new HashSet<int>();
        for (var i = 0; i < block.Names.Count; i++)
        {
            var name = block.Names[i];
            var index = _names.Find(Encoding.UTF8.GetBytes(name), i);
            if (index < 0)
            {
                if (!ColumnSpec.IsName(name))
                {
                    return ReadErrors.BadColumnName();
                }

                if (_names.Count == options.MaxColumns)
                {
                    return ReadErrors.TooManyColumns(options.MaxColumns);
                }

                index = _names.Count;
                _names.TryAdd(name);
                _profiles.Add(new ColumnProfile { Absent = rowsBefore });
            }

            seen.Add(index);
            _profiles[index].Merge(block.Profiles[i]);
        }

        for (var i = 0; i < _profiles.Count; i++)
        {
            if (!seen.Contains(i))
            {
                _profiles[i].Absent += block.Rows;
            }
        }

        return null;
    }

    /// <summary>Line in the file of a fault in a block.</summary>
    private long Line(int block, ReadFault fault)
    {
        var buffer = spool.Load(blocks[block].Spooled);
        return _firstLines[block] + buffer.AsSpan(0, fault.Offset).Count((byte)'\n');
    }

    /// <summary>Converts a block's cells; its fault of the lowest row, among those of the lowest column.</summary>
    private ReadFault? Fill(ReadBlock block, int firstRow, TableColumn[] columns, CellTable cells)
    {
        var buffer = spool.Load(block.Spooled);
        var text = buffer.AsSpan(0, block.Spooled.Length);
        options.Format.Split(text, _names, cells);
        (int Row, ReadFault? Fault) first = (int.MaxValue, null);
        var (values, nulls) = (new long[block.Rows], new long[block.Rows]);
        for (var column = 0; column < columns.Length; column++)
        {
            var row = columns[column].Text is not null
                ? FillText(text, cells, column, columns[column], firstRow, nulls)
                : FillValues(text, cells, column, columns[column], firstRow, values, nulls);
            if (row >= 0 && row < first.Row)
            {
                first = (row, FaultOf(text, cells, row, column, columns[column].Spec));
            }
        }

        if (block.Spooled.Buffer is null)
        {
            BlockSpool.Release(buffer);
        }

        return first.Fault;
    }

    /// <summary>Row of the first cell that is no committed integer, or −1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int FillValues(
        ReadOnlySpan<byte> text, CellTable cells, int column, TableColumn target, int firstRow, long[] values, long[] nulls)
    {
        var spec = target.Spec;
        for (var row = 0; row < values.Length; row++)
        {
            (values[row], nulls[row]) = (0, 0);
            if (cells.TryGet(text, row, column, out var cell) && !options.IsNull(cell))
            {
                if (CellParser.TryParse(spec.Type, spec.Scale, cell, out values[row]) != CellFault.None)
                {
                    return row;
                }
            }
            else if (!spec.Nullable)
            {
                return row;
            }
            else
            {
                nulls[row] = 1;
            }
        }

        target.Values!.Write(firstRow, values);
        target.Nulls?.Write(firstRow, nulls);
        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int FillText(
        ReadOnlySpan<byte> text, CellTable cells, int column, TableColumn target, int firstRow, long[] nulls)
    {
        var length = 0;
        for (var row = 0; row < nulls.Length; row++)
        {
            nulls[row] = cells.TryGet(text, row, column, out var cell) ? 0 : 1;
            length += cell.Length;
            if (nulls[row] == 1 && !target.Spec.Nullable)
            {
                return row;
            }
        }

        var (bytes, ends, end) = (new byte[length], new int[nulls.Length], 0);
        for (var row = 0; row < nulls.Length; row++)
        {
            cells.TryGet(text, row, column, out var cell);
            cell.CopyTo(bytes.AsSpan(end));
            ends[row] = end += cell.Length;
        }

        target.Text!.Add(new TextSegment(firstRow, bytes, ends));
        target.Nulls?.Write(firstRow, nulls);
        return -1;
    }

    private ReadFault FaultOf(ReadOnlySpan<byte> text, CellTable cells, int row, int column, ColumnSpec spec)
    {
        var there = cells.TryGet(text, row, column, out var cell) && !options.IsNull(cell);
        var range = there && CellParser.TryParse(spec.Type, spec.Scale, cell, out _) == CellFault.Range;
        var detail = range ? $"a value of the column '{spec.Name}' exceeds ±2^62 as a committed integer."
            : there ? $"a value of the column '{spec.Name}' is not of its type."
            : $"the column '{spec.Name}' is declared without nulls and has one.";
        return new ReadFault(range ? "value_range" : "value", cells.RowOffset(row), detail)
        {
            Column = spec.Name,
            Text = Encoding.UTF8.GetString(cell),
        };
    }
}
