using System.Globalization;
using Ephemeris.Api.Time;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Kernels;

/// <summary>
/// Directory of a segment of equally long Chebyshev records (SPK types 2 and 3, PCK type 2): the last four words INIT,
/// INTLEN, RSIZE, N.
/// </summary>
/// <param name="First">Address of the first record.</param>
/// <param name="InitSeconds">Start of the first record, TDB s past J2000.</param>
/// <param name="LengthSeconds">Length of a record, s.</param>
/// <param name="RecordWords">Words per record.</param>
/// <param name="Count">Number of records.</param>
/// <param name="Blocks">Coefficient blocks per record: 3 or 6.</param>
internal readonly record struct ChebyshevDirectory(
    int First, double InitSeconds, double LengthSeconds, int RecordWords, int Count, int Blocks)
{
    // A bound for nonsense: JPL's longest records have some thirty coefficients.
    private const int MostCoefficients = 256;

    // Rounding of epochs, as a part of a record's length.
    private const double RecordSlack = 1e-7;

    /// <summary>Coefficients per component.</summary>
    public int Coefficients => (RecordWords - 2) / Blocks;

    /// <summary>Reads and checks the directory of a segment.</summary>
    /// <param name="file">File.</param>
    /// <param name="summary">Summary of the segment.</param>
    /// <param name="blocks">Coefficient blocks per record.</param>
    public static Outcome<ChebyshevDirectory> Read(DafFile file, DafSummary summary, int blocks)
    {
        var (first, last) = (summary.Integers[^2], summary.Integers[^1]);
        if (last - first + 1 < 4 + 2 + blocks)
        {
            return Damaged("length", $"{last - first + 1} words", "at least one record and a directory");
        }

        var (init, length, size, count) = (file[last - 3], file[last - 2], file[last - 1], file[last]);
        if (!double.IsFinite(init) || !(length > 0.0) || !double.IsFinite(length))
        {
            return Damaged("INIT and INTLEN", $"{Text(init)} and {Text(length)}", "a finite time and a positive length");
        }

        if (!(count >= 1.0 && count <= int.MaxValue && count == Math.Floor(count)))
        {
            return Damaged("N", Text(count), "a positive whole number");
        }

        var words = last - first + 1 - 4;
        if (!(size >= 2 + blocks && size <= 2 + (MostCoefficients * blocks) && size == Math.Floor(size))
            || ((int)size - 2) % blocks != 0
            || size * count != words)
        {
            return Damaged("RSIZE", Text(size), $"2 + {blocks} n, and RSIZE × N = {words} words");
        }

        // The records must hold what the summary promises; half a record of slack is what rounding could never explain.
        if (summary.Doubles[0] < init - (length / 2) || summary.Doubles[1] > init + (length * (count + 0.5)))
        {
            return Damaged("span", $"{Text(summary.Doubles[0])} to {Text(summary.Doubles[1])}", "times that its records cover");
        }

        return new ChebyshevDirectory(first, init, length, (int)size, (int)count, blocks);

        KernelDamaged Damaged(string field, string got, string want) =>
            new(file.Name, $"{field} of segment '{summary.Name}'", got, want);
    }

    /// <summary>The record that holds an instant; the last record also holds the end.</summary>
    /// <param name="file">File of the segment.</param>
    /// <param name="time">TDB.</param>
    /// <param name="record">The record's first word, MID.</param>
    /// <param name="x">The instant from −1 at the record's start to 1 at its end.</param>
    /// <returns>False when MID and RADIUS are not those of the record's place in the directory, or do not hold the instant.</returns>
    /// <remarks>Records of equal length say twice when they are: where the two disagree, coefficients would be read for another time.</remarks>
    public unsafe bool TryFind(DafFile file, EphemerisTime time, out double* record, out double x)
    {
        var index = Math.Clamp(Math.Floor((time.Seconds - InitSeconds) / LengthSeconds), 0.0, Count - 1.0);
        record = file.Word(First + ((long)index * RecordWords));
        var (middle, radius) = (record[0], record[1]);
        x = ((time.Seconds - middle) + time.Rest) / radius;
        var slack = RecordSlack * LengthSeconds;
        return Math.Abs(middle - (InitSeconds + ((index + 0.5) * LengthSeconds))) <= slack
            && Math.Abs(radius - (0.5 * LengthSeconds)) <= slack
            && Math.Abs(x) <= 1.0 + (4.0 * RecordSlack);
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
