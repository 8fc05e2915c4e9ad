using Ephemeris.Api.Charts;
using Ephemeris.Api.Frames;
using Ephemeris.Api.Kernels;
using Ephemeris.Api.Observers;
using Ephemeris.Api.States;
using Ephemeris.Api.Time;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Events;

/// <summary>The sky as functions of time, for searches. Time is counted in seconds of TT from a start. Not thread safe.</summary>
/// <remarks>A failure of the kernels ends a search at once: it travels as <see cref="EventFailure"/> and is turned back into its error.</remarks>
internal sealed class EventSky(KernelCatalog catalog, JulianDate start)
{
    private const int Moon = 301;
    private const int Sun = 10;

    /// <summary>The instant.</summary>
    public Epoch Epoch(double seconds) => Time.Epoch.FromTt(start.AddSeconds(seconds));

    /// <summary>UTC of a time, to be written with a precision.</summary>
    public UtcInstant Utc(double seconds) => Epoch(seconds).ToUtc();

    /// <summary>Seconds from the start to an instant.</summary>
    public double Seconds(in Epoch epoch) => epoch.Tt.SecondsSince(start);

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
        Check(Viewpoint.Create(catalog, epoch.Et, out var viewpoint));
        Check(viewpoint.Observe(catalog, body.NaifId, Corrections.Apparent, out var light, out var direction));
        var place = Precession.EclipticOfDate(t, 0.0) * direction;
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
        Check(Viewpoint.Create(catalog, epoch.Et, out var viewpoint, Viewpoint.Topocentric(observer, frames)));
        Check(viewpoint.Observe(catalog, body.NaifId, Corrections.Apparent, out var light, out var direction));
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
        Check(Viewpoint.Create(catalog, epoch.Et, out var viewpoint));
        Check(viewpoint.Observe(catalog, Sun, Corrections.Apparent, out var sunLight, out var sun));
        Check(viewpoint.Observe(catalog, Moon, Corrections.Apparent, out var moonLight, out var moon));
        return (sun * sunLight.PositionKm.Norm, moon * moonLight.PositionKm.Norm);
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
