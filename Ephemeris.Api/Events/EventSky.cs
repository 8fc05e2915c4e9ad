using Ephemeris.Api.Charts;
using Ephemeris.Api.Frames;
using Ephemeris.Api.Kernels;
using Ephemeris.Api.Observers;
using Ephemeris.Api.States;
using Ephemeris.Api.Time;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Events;

/// <summary>The sky as functions of time, for searches. Time is counted in seconds of TT from a start. Not thread safe.</summary>
/// <remarks>
/// A failure of the kernels ends a search at once: it travels as <see cref="EventFailure"/> and is turned back into its error.
/// Outside the span of the kernels that holds the start the sky stands still, so that a search may look a little over its own
/// ends; events there are none of a sky at rest.
/// </remarks>
internal sealed class EventSky
{
    private const int Moon = 301;
    private const int Sun = 10;

    // The light of Pluto is on its way for up to seven hours: it must have left inside the kernel too.
    private const double LightSeconds = 26000.0;

    // TT and TDB differ by 2 ms.
    private const double SlackSeconds = 1.0;

    private readonly KernelCatalog _catalog;
    private readonly JulianDate _start;
    private readonly CancellationToken _cancelled;
    private readonly double _earliest;

    /// <summary>The sky of a slot from an instant on.</summary>
    /// <param name="slot">Kernels; one of their spans holds the start.</param>
    /// <param name="start">Start.</param>
    /// <param name="cancelled">Ends a search by an exception.</param>
    public EventSky(KernelSlot slot, in Epoch start, CancellationToken cancelled)
    {
        (_catalog, _start, _cancelled) = (slot.Catalog, start.Tt, cancelled);
        var time = start.Et;
        var span = slot.Spans.FirstOrDefault(span => span.Contains(time));
        _earliest = span.Start - time.Seconds + LightSeconds;
        Latest = span.Stop - time.Seconds - SlackSeconds;
    }

    /// <summary>Where the kernels end, s from the start.</summary>
    public double Latest { get; }

    /// <summary>The instant.</summary>
    public Epoch Epoch(double seconds)
    {
        _cancelled.ThrowIfCancellationRequested();
        return Time.Epoch.FromTt(_start.AddSeconds(Math.Max(_earliest, Math.Min(Latest, seconds))));
    }

    /// <summary>UTC of a time, to be written with a precision.</summary>
    public UtcInstant Utc(double seconds) => Epoch(seconds).ToUtc();

    /// <summary>Seconds from the start to an instant.</summary>
    public double Seconds(in Epoch epoch) => epoch.Tt.SecondsSince(_start);

    /// <summary>Apparent geocentric ecliptic longitude of date, degrees in [0, 360).</summary>
    /// <param name="body">Body.</param>
    /// <param name="seconds">Time.</param>
    /// <param name="ayanamsa">Sidereal zodiac; null counts from the true equinox.</param>
    public double Longitude(ChartBody body, double seconds, Ayanamsa? ayanamsa = null) => Place(body, seconds, ayanamsa).Longitude;

    /// <summary>Apparent geocentric ecliptic longitude and latitude of date, degrees, and distance, au.</summary>
    public (double Longitude, double Latitude, double DistanceAu) Place(ChartBody body, double seconds, Ayanamsa? ayanamsa = null)
    {
        var epoch = Epoch(seconds);
        var t = epoch.CenturiesTt;
        Check(Viewpoint.Create(_catalog, epoch.Et, out var viewpoint));
        Check(viewpoint.Observe(_catalog, body.NaifId, Corrections.Apparent, out var light, out var direction));
        var place = LongTermPrecession.ChartEcliptic(t) * direction;
        var shift = ayanamsa is null ? Nutation.Iau2000A06(t).DeltaPsi * Angles.RadToDeg : -ayanamsa.MeanDeg(t);
        return (
            Angles.WrapDeg((place.Longitude * Angles.RadToDeg) + shift),
            place.Latitude * Angles.RadToDeg,
            light.PositionKm.Norm / Astronomy.AuKm);
    }

    /// <summary>Apparent place over a place's horizon, without refraction.</summary>
    /// <param name="body">Body.</param>
    /// <param name="seconds">Time.</param>
    /// <param name="observer">Place.</param>
    public (double AltitudeDeg, double AzimuthDeg, double HourAngleDeg, double DistanceKm) Horizontal(
        ChartBody body, double seconds, Observer observer)
    {
        var epoch = Epoch(seconds);
        var frames = EpochFrames.At(epoch);
        Check(Viewpoint.Create(_catalog, epoch.Et, out var viewpoint, Viewpoint.Topocentric(observer, frames)));
        Check(viewpoint.Observe(_catalog, body.NaifId, Corrections.Apparent, out var light, out var direction));
        var terrestrial = frames.Terrestrial * direction;
        var (sinLat, cosLat) = Math.SinCos(observer.LatitudeDeg * Angles.DegToRad);
        var (sinLon, cosLon) = Math.SinCos(observer.LongitudeDeg * Angles.DegToRad);
        var east = (-sinLon * terrestrial.X) + (cosLon * terrestrial.Y);
        var south = (sinLat * cosLon * terrestrial.X) + (sinLat * sinLon * terrestrial.Y) - (cosLat * terrestrial.Z);
        var up = (cosLat * cosLon * terrestrial.X) + (cosLat * sinLon * terrestrial.Y) + (sinLat * terrestrial.Z);
        var hourAngle = (observer.LongitudeDeg * Angles.DegToRad) - Math.Atan2(terrestrial.Y, terrestrial.X);
        return (
            Math.Asin(Math.Clamp(up, -1.0, 1.0)) * Angles.RadToDeg,
            Angles.WrapDeg(Math.Atan2(east, -south) * Angles.RadToDeg),
            Angles.WrapSignedDeg(hourAngle * Angles.RadToDeg),
            light.PositionKm.Norm);
    }

    /// <summary>Apparent geocentric vectors of Sun and Moon along the true equator's axes, km.</summary>
    public (Cartesian Sun, Cartesian Moon) SunAndMoon(double seconds)
    {
        var epoch = Epoch(seconds);
        Check(Viewpoint.Create(_catalog, epoch.Et, out var viewpoint));
        Check(viewpoint.Observe(_catalog, Sun, Corrections.Apparent, out var sunLight, out var sun));
        Check(viewpoint.Observe(_catalog, Moon, Corrections.Apparent, out var moonLight, out var moon));
        return (sun * sunLight.PositionKm.Norm, moon * moonLight.PositionKm.Norm);
    }

    /// <summary>Apparent ecliptic longitude of the Moon less that of the Sun, degrees in [0, 360), and the Moon's latitude, degrees.</summary>
    /// <remarks>Nutation shifts both alike, and is left out: that halves the work.</remarks>
    public (double ElongationDeg, double LatitudeDeg) MoonFromSun(double seconds)
    {
        var epoch = Epoch(seconds);
        Check(Viewpoint.Create(_catalog, epoch.Et, out var viewpoint));
        Check(viewpoint.Observe(_catalog, Sun, Corrections.Apparent, out _, out var sun));
        Check(viewpoint.Observe(_catalog, Moon, Corrections.Apparent, out _, out var moon));
        var ecliptic = Precession.EclipticOfDate(epoch.CenturiesTt, 0.0);
        (sun, moon) = (ecliptic * sun, ecliptic * moon);
        return (Angles.WrapDeg((moon.Longitude - sun.Longitude) * Angles.RadToDeg), moon.Latitude * Angles.RadToDeg);
    }

    private static void Check(Error? error)
    {
        if (error is not null)
        {
            throw new EventFailure(error);
        }
    }
}

/// <summary>A kernel's error on its way out of a search.</summary>
/// <param name="error">The error.</param>
internal sealed class EventFailure(Error error) : Exception(error.Detail)
{
    /// <summary>The error.</summary>
    public Error Error { get; } = error;
}
