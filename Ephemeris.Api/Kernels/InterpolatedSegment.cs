using System.Globalization;
using Ephemeris.Api.Time;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Kernels;

/// <summary>
/// SPK types 9 and 13 (SPK Required Reading): discrete states at unequal steps. Type 9 interpolates position and velocity
/// apart, by Lagrange; type 13 interpolates position by Hermite with the velocities, and its velocity is the derivative.
/// </summary>
/// <remarks>
/// Layout: N states of six words, N epochs, a directory of every hundredth epoch, then the polynomial degree (type 9) or
/// the window's size less one (type 13), then N.
/// </remarks>
internal sealed unsafe class InterpolatedSegment : SpkSegment
{
    // NAIF's own limit of the degree is 27 (type 9: 28 states; type 13: 14 states).
    private const int MostStates = 28;

    private readonly int _first;
    private readonly int _count;
    private readonly int _window;

    private InterpolatedSegment(DafFile file, DafSummary summary, int count, int window)
        : base(file, summary) => (_first, _count, _window) = (summary.Integers[^2], count, window);

    public static new Outcome<SpkSegment> Create(DafFile file, DafSummary summary)
    {
        var (first, last) = (summary.Integers[^2], summary.Integers[^1]);
        var words = last - first + 1;
        if (words < 9)
        {
            return Damaged("length", $"{words} words", "at least one state, its epoch and the two last words");
        }

        var (size, count) = (file[last - 1], file[last]);
        var directory = Math.Floor((count - 1.0) / 100.0);
        if (!(count >= 1.0 && count <= int.MaxValue && count == Math.Floor(count)) || (7.0 * count) + directory + 2.0 != words)
        {
            return Damaged("N", Text(count), $"a whole number of states that fill {words} words");
        }

        // Type 9 gives the degree, type 13 the window less one: the same word either way.
        if (!(size >= 0.0 && size < MostStates && size == Math.Floor(size)) || size + 1.0 > count)
        {
            return Damaged("degree", Text(size), $"a whole number below {MostStates} and below N");
        }

        var epochs = file.Word(first + (6L * (int)count));
        for (var i = 1; i < (int)count; i++)
        {
            if (!(epochs[i] > epochs[i - 1]))
            {
                return Damaged($"epoch {i + 1}", Text(epochs[i]), "later than the epoch before it");
            }
        }

        if (!(epochs[0] <= summary.Doubles[0] && epochs[(int)count - 1] >= summary.Doubles[1]))
        {
            return Damaged("span", $"{Text(summary.Doubles[0])} to {Text(summary.Doubles[1])}", "times between its first and last epoch");
        }

        return new InterpolatedSegment(file, summary, (int)count, (int)size + 1);

        KernelDamaged Damaged(string field, string got, string want) =>
            new(file.Name, $"{field} of segment '{summary.Name}'", got, want);
    }

    /// <inheritdoc/>
    public override bool TryEvaluate(EphemerisTime time, out StateVector state)
    {
        var epochs = File.Word(_first + (6L * _count));
        var begin = WindowStart(epochs, time.Seconds);
        var states = File.Word(_first + (6L * begin));
        Span<double> offsets = stackalloc double[_window];
        for (var i = 0; i < _window; i++)
        {
            offsets[i] = (time.Seconds - epochs[begin + i]) + time.Rest;
        }

        Span<double> result = stackalloc double[6];
        for (var component = 0; component < 3; component++)
        {
            if (Type == 9)
            {
                result[component] = Lagrange(states + component, epochs + begin, offsets);
                result[component + 3] = Lagrange(states + component + 3, epochs + begin, offsets);
            }
            else
            {
                (result[component], result[component + 3]) = Hermite(states + component, epochs + begin, offsets);
            }
        }

        GC.KeepAlive(File);
        state = new StateVector(new(result[0], result[1], result[2]), new(result[3], result[4], result[5]));
        return state.IsSane;
    }

    /// <summary>First state of the window: centred on the nearest epoch, or about the interval when its size is even.</summary>
    private int WindowStart(double* epochs, double seconds)
    {
        int low = 0, high = _count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = epochs[middle] <= seconds ? (middle, high) : (low, middle - 1);
        }

        if (_window % 2 == 1 && low + 1 < _count && epochs[low + 1] - seconds < seconds - epochs[low])
        {
            low++;
        }

        return Math.Clamp(low - ((_window - 1) / 2), 0, _count - _window);
    }

    /// <summary>Neville's scheme; values lie six words apart.</summary>
    private static double Lagrange(double* values, double* epochs, ReadOnlySpan<double> offsets)
    {
        Span<double> work = stackalloc double[offsets.Length];
        for (var i = 0; i < work.Length; i++)
        {
            work[i] = values[6 * i];
        }

        for (var order = 1; order < work.Length; order++)
        {
            for (var i = 0; i + order < work.Length; i++)
            {
                work[i] = ((offsets[i] * work[i + 1]) - (offsets[i + order] * work[i])) / (epochs[i + order] - epochs[i]);
            }
        }

        return work[0];
    }

    /// <summary>Newton's divided differences on doubled nodes; values lie six words apart, slopes three beyond them.</summary>
    private static (double Value, double Slope) Hermite(double* values, double* epochs, ReadOnlySpan<double> offsets)
    {
        var nodes = 2 * offsets.Length;
        Span<double> work = stackalloc double[nodes];
        for (var i = 0; i < nodes; i++)
        {
            work[i] = values[6 * (i / 2)];
        }

        for (var order = 1; order < nodes; order++)
        {
            for (var i = nodes - 1; i >= order; i--)
            {
                var step = epochs[i / 2] - epochs[(i - order) / 2];
                work[i] = order == 1 && i % 2 == 1 ? values[(6 * (i / 2)) + 3] : (work[i] - work[i - 1]) / step;
            }
        }

        double value = work[nodes - 1], slope = 0.0;
        for (var i = nodes - 2; i >= 0; i--)
        {
            var offset = offsets[i / 2];
            slope = (slope * offset) + value;
            value = (value * offset) + work[i];
        }

        return (value, slope);
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
