using Ephemeris.Api.Frames;
using Ephemeris.Api.Time;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Kernels;

/// <summary>Position and velocity along the axes J2000 (ICRF).</summary>
/// <param name="PositionKm">Position, km.</param>
/// <param name="VelocityKmS">Velocity, km/s (TDB).</param>
public readonly record struct StateVector(Cartesian PositionKm, Cartesian VelocityKmS)
{
    // A thousand light years, and the speed of light: beyond them a word of the file is damaged. Squares stay finite, too.
    private const double MostKm = 1e16;
    private const double MostKmS = 299_792.458;

    /// <summary>False for what no body of the solar system does: NaN, infinities, numbers beyond all measure.</summary>
    public bool IsSane =>
        Math.Abs(PositionKm.X) <= MostKm && Math.Abs(PositionKm.Y) <= MostKm && Math.Abs(PositionKm.Z) <= MostKm
        && Math.Abs(VelocityKmS.X) <= MostKmS && Math.Abs(VelocityKmS.Y) <= MostKmS && Math.Abs(VelocityKmS.Z) <= MostKmS;

    /// <summary>Sum of two links of a chain.</summary>
    public static StateVector operator +(StateVector a, StateVector b) =>
        new(a.PositionKm + b.PositionKm, a.VelocityKmS + b.VelocityKmS);

    /// <summary>Difference of two chains.</summary>
    public static StateVector operator -(StateVector a, StateVector b) =>
        new(a.PositionKm - b.PositionKm, a.VelocityKmS - b.VelocityKmS);
}

/// <summary>
/// One SPK segment: states of a target about a centre over a span, both ends inclusive. Immutable; evaluating allocates
/// nothing and may be done from any thread.
/// </summary>
internal abstract class SpkSegment(DafFile file, DafSummary summary)
{
    /// <summary>File that holds the segment.</summary>
    public DafFile File { get; } = file;

    /// <summary>Segment name.</summary>
    public string Name { get; } = summary.Name;

    /// <summary>NAIF id of the target.</summary>
    public int Target { get; } = summary.Integers[0];

    /// <summary>NAIF id of the centre.</summary>
    public int Center { get; } = summary.Integers[1];

    /// <summary>NAIF id of the frame; 1 is J2000.</summary>
    public int Frame { get; } = summary.Integers[2];

    /// <summary>SPK data type.</summary>
    public int Type { get; } = summary.Integers[3];

    /// <summary>First instant, TDB s past J2000.</summary>
    public double StartSeconds { get; } = summary.Doubles[0];

    /// <summary>Last instant, TDB s past J2000.</summary>
    public double StopSeconds { get; } = summary.Doubles[1];

    /// <summary>Why this segment is never evaluated; null when it is.</summary>
    public virtual Error? Refusal => null;

    /// <summary>True when the instant lies in the span.</summary>
    public bool Covers(EphemerisTime time) =>
        (time.Seconds > StartSeconds || (time.Seconds == StartSeconds && time.Rest >= 0.0))
        && (time.Seconds < StopSeconds || (time.Seconds == StopSeconds && time.Rest <= 0.0));

    /// <summary>State at an instant inside the span.</summary>
    /// <param name="time">TDB.</param>
    /// <param name="state">The state.</param>
    /// <returns>False when the record is damaged: not for this instant, or not a state that a body can have.</returns>
    public abstract bool TryEvaluate(EphemerisTime time, out StateVector state);

    /// <summary>The segment of a summary, its directory checked.</summary>
    public static Outcome<SpkSegment> Create(DafFile file, DafSummary summary)
    {
        var (target, center, frame, type) =
            (summary.Integers[0], summary.Integers[1], summary.Integers[2], summary.Integers[3]);
        if (target == center)
        {
            return new KernelDamaged(file.Name, $"the centre of segment '{summary.Name}'", $"{center}", "another body than the target");
        }

        if (type is not (2 or 3 or 9 or 13))
        {
            return new RefusedSegment(file, summary, new UnsupportedSegmentType(file.Name, target, type));
        }

        if (frame != 1)
        {
            return new RefusedSegment(file, summary, new UnsupportedSegmentFrame(file.Name, target, frame));
        }

        return type is 2 or 3
            ? ChebyshevSegment.Create(file, summary)
            : InterpolatedSegment.Create(file, summary);
    }

    /// <summary>A segment that is listed but not evaluated.</summary>
    private sealed class RefusedSegment(DafFile file, DafSummary summary, Error refusal) : SpkSegment(file, summary)
    {
        public override Error? Refusal => refusal;

        public override bool TryEvaluate(EphemerisTime time, out StateVector state)
        {
            state = default;
            return false;
        }
    }
}
