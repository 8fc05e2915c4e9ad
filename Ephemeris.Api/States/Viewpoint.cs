using Ephemeris.Api.Frames;
using Ephemeris.Api.Kernels;
using Ephemeris.Api.Observers;
using Ephemeris.Api.Time;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.States;

/// <summary>Corrections between the geometric and the apparent direction.</summary>
public enum Corrections
{
    /// <summary>Geometric: where the body is at the instant.</summary>
    None,

    /// <summary>Light time.</summary>
    LightTime,

    /// <summary>Light time and classical stellar aberration, as CSPICE's LT+S.</summary>
    LightTimeStellar,

    /// <summary>Light time, deflection by the Sun, relativistic aberration.</summary>
    Apparent,
}

/// <summary>Where an observer is and how it moves at an instant: made once per chart, asked once per body.</summary>
/// <param name="Time">Instant, TDB.</param>
/// <param name="PositionKm">Barycentric place of the observer, ICRF axes, km.</param>
/// <param name="Velocity">Barycentric velocity over the speed of light.</param>
/// <param name="SunKm">Barycentric place of the Sun, km.</param>
internal readonly record struct Viewpoint(EphemerisTime Time, Cartesian PositionKm, Cartesian Velocity, Cartesian SunKm)
{
    private const int Sun = 10;
    private const int Moon = 301;
    private const int Earth = 399;
    private const double SunRadiusKm = 695700.0;

    /// <summary>Viewpoint at the centre of a body.</summary>
    /// <param name="catalog">Kernels.</param>
    /// <param name="time">TDB.</param>
    /// <param name="viewpoint">The result.</param>
    /// <param name="offset">Place and velocity of the observer relative to the centre, ICRF axes.</param>
    /// <param name="center">NAIF id of the body that carries the observer.</param>
    /// <returns>Null on success.</returns>
    public static Error? Create(
        KernelCatalog catalog, EphemerisTime time, out Viewpoint viewpoint, StateVector offset = default, int center = Earth)
    {
        viewpoint = default;
        if (catalog.BarycentricState(center, time, out var state) is { } error)
        {
            return error;
        }

        error = catalog.BarycentricState(Sun, time, out var sun);
        if (error is not null)
        {
            return error;
        }

        state += offset;
        viewpoint = new Viewpoint(time, state.PositionKm, state.VelocityKmS * (1.0 / Astronomy.LightKmS), sun.PositionKm);
        return null;
    }

    /// <summary>State of a place on the Earth relative to the geocentre, ICRF axes.</summary>
    /// <param name="observer">The place.</param>
    /// <param name="frames">Frames of the instant.</param>
    public static StateVector Topocentric(Observer observer, in EpochFrames frames)
    {
        var itrf = observer.ToItrfKm();
        var toCelestial = frames.Terrestrial.Transpose;
        // The Earth turns about its third axis; the pole's own motion is 1e-7 of that.
        var velocity = new Cartesian(-itrf.Y * EpochFrames.EarthSpinRadS, itrf.X * EpochFrames.EarthSpinRadS, 0.0);
        return new StateVector(toCelestial * itrf, toCelestial * velocity);
    }

    /// <summary>Direction and distance of a body.</summary>
    /// <param name="catalog">Kernels.</param>
    /// <param name="body">NAIF id.</param>
    /// <param name="corrections">Corrections to apply.</param>
    /// <param name="place">Light time and place before deflection and aberration.</param>
    /// <param name="direction">Unit vector along ICRF axes, corrected.</param>
    /// <param name="guessSeconds">First guess of the light time, s.</param>
    /// <returns>Null on success.</returns>
    public Error? Observe(
        KernelCatalog catalog,
        int body,
        Corrections corrections,
        out LightTimePlace place,
        out Cartesian direction,
        double guessSeconds = 0.0)
    {
        direction = default;
        if (corrections == Corrections.None)
        {
            if (catalog.BarycentricState(body, Time, out var state) is { } failure)
            {
                place = default;
                return failure;
            }

            var r = state.PositionKm - PositionKm;
            place = new LightTimePlace(r, r.Norm / Astronomy.LightKmS, state.PositionKm);
            direction = r.Unit;
            return null;
        }

        if (LightTime.Solve(catalog, body, Time, PositionKm, guessSeconds, out place) is { } error)
        {
            return error;
        }

        direction = Correct(place, body, corrections);
        return null;
    }

    /// <summary>Apparent direction of a star: parallax, deflection by the Sun, aberration.</summary>
    /// <param name="barycentric">Unit vector from the barycentre, ICRS axes.</param>
    /// <param name="parallaxRad">Parallax, rad; 0 for none.</param>
    public Cartesian ObserveStar(Cartesian barycentric, double parallaxRad)
    {
        var fromSun = PositionKm - SunKm;
        var sunDistance = Math.Max(fromSun.Norm, SunRadiusKm);
        var direction = (barycentric - (PositionKm * (parallaxRad / Astronomy.AuKm))).Unit;
        // A star is as far from the Sun as from us: both directions to it are one.
        direction = Aberration.Deflect(direction, direction, fromSun * (1.0 / sunDistance), sunDistance / Astronomy.AuKm);
        return Aberration.Relativistic(direction, Velocity, sunDistance / Astronomy.AuKm);
    }

    private Cartesian Correct(in LightTimePlace place, int body, Corrections corrections)
    {
        var direction = place.PositionKm.Unit;
        if (corrections == Corrections.LightTimeStellar)
        {
            return Aberration.Classical(direction, Velocity);
        }

        if (corrections != Corrections.Apparent)
        {
            return direction;
        }

        var fromSun = PositionKm - SunKm;
        // At the Sun's own centre, the place of heliocentric charts, there is nothing to graze.
        var sunDistance = Math.Max(fromSun.Norm, SunRadiusKm);
        if (body is not (Sun or Moon) && sunDistance > SunRadiusKm)
        {
            direction = Aberration.Deflect(
                direction, (place.BodyKm - SunKm).Unit, fromSun * (1.0 / sunDistance), sunDistance / Astronomy.AuKm);
        }

        return Aberration.Relativistic(direction, Velocity, sunDistance / Astronomy.AuKm);
    }
}
