using Ephemeris.Api.Frames;
using Ephemeris.Api.Time;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Kernels;

/// <summary>
/// Binary PCK segment of type 2 (PCK Required Reading): Chebyshev series of the Euler angles that turn the base frame into
/// the body-fixed one: R₃(W) R₁(δ) R₃(φ). Immutable.
/// </summary>
internal sealed unsafe class PckSegment
{
    private readonly ChebyshevDirectory _directory;

    private PckSegment(DafFile file, DafSummary summary, ChebyshevDirectory directory)
    {
        (File, Name, _directory) = (file, summary.Name, directory);
        (FrameClassId, Frame, Type) = (summary.Integers[0], summary.Integers[1], summary.Integers[2]);
        (StartSeconds, StopSeconds) = (summary.Doubles[0], summary.Doubles[1]);
    }

    /// <summary>File that holds the segment.</summary>
    public DafFile File { get; }

    /// <summary>Segment name.</summary>
    public string Name { get; }

    /// <summary>Frame class id; 3000 is ITRF93.</summary>
    public int FrameClassId { get; }

    /// <summary>NAIF id of the base frame.</summary>
    public int Frame { get; }

    /// <summary>PCK data type.</summary>
    public int Type { get; }

    /// <summary>First instant, TDB s past J2000.</summary>
    public double StartSeconds { get; }

    /// <summary>Last instant, TDB s past J2000.</summary>
    public double StopSeconds { get; }

    /// <summary>The segment of a summary, its directory checked.</summary>
    public static Outcome<PckSegment> Create(DafFile file, DafSummary summary)
    {
        if (summary.Integers[2] != 2)
        {
            return new KernelUnsupported(
                file.Name, $"the type of segment '{summary.Name}'", $"{summary.Integers[2]}", "PCK type 2");
        }

        return ChebyshevDirectory.Read(file, summary, 3).TryGet(out var directory, out var error)
            ? new PckSegment(file, summary, directory)
            : error;
    }

    /// <summary>Euler angles φ, δ, W in rad and their rates in rad/s.</summary>
    /// <param name="time">TDB, inside the span.</param>
    /// <param name="angles">φ, δ, W.</param>
    /// <param name="rates">Their rates.</param>
    /// <returns>False outside the span or when the record is damaged.</returns>
    public bool TryEvaluate(EphemerisTime time, out Cartesian angles, out Cartesian rates)
    {
        (angles, rates) = (default, default);
        if (time.Seconds < StartSeconds || time.Seconds > StopSeconds || !_directory.TryFind(File, time, out var record, out var x))
        {
            return false;
        }

        Chebyshev.ValuesAndSlopes(record + 2, _directory.Coefficients, x, out angles, out var slope);
        rates = slope * (1.0 / record[1]);
        GC.KeepAlive(File);
        return double.IsFinite(angles.X + angles.Y + angles.Z);
    }
}
