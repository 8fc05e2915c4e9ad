using System.Runtime.CompilerServices;
using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Group;
using Ledger.Api.Proofs.Statements;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>
/// The public weights W of a derivation: +omega^g at the g-th output row, −omega^g at its source row, over the chunks of
/// all subjects one after the other (sources first).
/// </summary>
internal sealed class DeriveWeights
{
    private const int RowsPerTask = 1 << 16;
    private readonly DerivationMap _map;
    private readonly int[] _firstChunk;
    private readonly long[] _outputEnds;
    private readonly int _sources;

    public DeriveWeights(DerivationMap map, IReadOnlyList<DatasetShape> subjects, int sources)
    {
        _map = map;
        _sources = sources;
        _firstChunk = new int[subjects.Count];
        for (var s = 0; s < subjects.Count; s++)
        {
            _firstChunk[s] = Chunks;
            Chunks += subjects[s].Chunks;
        }

        _outputEnds = new long[subjects.Count - sources];
        for (var o = 0; o < _outputEnds.Length; o++)
        {
            _outputEnds[o] = (o == 0 ? 0 : _outputEnds[o - 1]) + subjects[sources + o].Rows;
        }
    }

    /// <summary>Chunks of all subjects.</summary>
    public int Chunks { get; }

    /// <summary>First chunk of a subject.</summary>
    public int FirstChunk(int subject) => _firstChunk[subject];

    /// <summary>W itself, 1024·Chunks scalars. A source row that is copied often gathers every copy's weight.</summary>
    public Scalar[] Table(in Scalar omega)
    {
        var table = new Scalar[Chunks * Generators.Width];
        var tasks = (_map.Count + RowsPerTask - 1) / RowsPerTask;
        var strides = PowersOf(omega, tasks);
        var step = omega;
        Parallel.For(0, tasks, ProvingThreads.Own, task => Outputs(task, strides[task], step, table));

        // Each task owns a range of the sources' rows: no two write one weight, and the sum's order is the map's.
        var sourceRows = _firstChunk[_sources] * Generators.Width;
        var shares = Environment.ProcessorCount;
        Parallel.For(0, shares, ProvingThreads.Own, share => Sources(
            (int)((long)sourceRows * share / shares), (int)((long)sourceRows * (share + 1) / shares), table));
        return table;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Outputs(int task, Scalar power, in Scalar omega, Scalar[] table)
    {
        var (output, row) = Start(task);
        var end = Math.Min((task + 1) * RowsPerTask, _map.Count);
        for (var g = task * RowsPerTask; g < end; g++, row++)
        {
            Advance(g, ref output, ref row);
            table[(_firstChunk[_sources + output] * Generators.Width) + (int)row] = power;
            power *= omega;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sources(int low, int high, Scalar[] table)
    {
        var (output, row) = (0, 0L);
        for (var g = 0; g < _map.Count; g++, row++)
        {
            Advance(g, ref output, ref row);
            var (source, sourceRow) = _map[g];
            var place = (_firstChunk[source] * Generators.Width) + (int)sourceRow;
            if (place >= low && place < high)
            {
                table[place] -= table[(_firstChunk[_sources + output] * Generators.Width) + (int)row];
            }
        }
    }

    /// <summary>W_r = Σ_J eq_J·W_J, 1024 scalars, without the table: the verifier's share, linear in the map.</summary>
    public Scalar[] Folded(Scalar omega, Scalar[] eq)
    {
        var total = new Scalar[Generators.Width];
        var gate = new Lock();
        var tasks = (_map.Count + RowsPerTask - 1) / RowsPerTask;
        var strides = PowersOf(omega, tasks);
        var step = omega;
        Parallel.For(0, tasks, ProvingThreads.Own, task =>
        {
            var part = new Scalar[Generators.Width];
            Fold(task, strides[task], step, eq, part);
            lock (gate)
            {
                for (var p = 0; p < part.Length; p++)
                {
                    total[p] += part[p];
                }
            }
        });
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fold(int task, Scalar power, in Scalar omega, Scalar[] eq, Scalar[] part)
    {
        var (output, row) = Start(task);
        var end = Math.Min((task + 1) * RowsPerTask, _map.Count);
        for (var g = task * RowsPerTask; g < end; g++, row++)
        {
            Advance(g, ref output, ref row);
            var (source, sourceRow) = _map[g];
            part[row % Generators.Width] += eq[_firstChunk[_sources + output] + (row / Generators.Width)] * power;
            part[sourceRow % Generators.Width] -= eq[_firstChunk[source] + (sourceRow / Generators.Width)] * power;
            power *= omega;
        }
    }

    /// <summary>Output and row within it at which a task starts.</summary>
    private (int Output, long Row) Start(int task)
    {
        var start = task * RowsPerTask;
        var output = 0;
        while (_outputEnds[output] <= start)
        {
            output++;
        }

        return (output, start - (output == 0 ? 0 : _outputEnds[output - 1]));
    }

    /// <summary>omega^(task·RowsPerTask) per task.</summary>
    private static Scalar[] PowersOf(Scalar omega, int tasks)
    {
        for (var i = 1; i < RowsPerTask; i *= 2)
        {
            omega = omega.Square();
        }

        return omega.Powers(tasks);
    }

    /// <summary>Steps to the next output when row <paramref name="g"/> is past the end of this one.</summary>
    private void Advance(int g, ref int output, ref long row)
    {
        while (g >= _outputEnds[output])
        {
            output++;
            row = 0;
        }
    }
}
