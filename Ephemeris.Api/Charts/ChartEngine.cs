using Ephemeris.Api.Frames;
using Ephemeris.Api.Kernels;
using Ephemeris.Api.States;
using Ephemeris.Api.Time;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Charts;

/// <summary>
/// Apparent ecliptic places of many bodies at one instant. What the bodies share (Earth, Sun, precession, nutation, the
/// viewpoints of the speed) is made once. Allocates nothing; may be used from any thread.
/// </summary>
/// <remarks>
/// Places are computed on the mean ecliptic of date and shifted along it: by +Δψ to the true equinox, by −A to a sidereal
/// zodiac. Nutation turns the equator, not the ecliptic, so that is exact and latitude needs no more.
/// </remarks>
internal ref struct ChartEngine
{
    /// <summary>Half the span of the difference that gives the speed, s.</summary>
    public const double StencilSeconds = 1800.0;

    private const int Earth = 399;
    private const int Moon = 301;

    private readonly KernelCatalog _catalog;
    private readonly ChartSettings _settings;
    private readonly Corrections _corrections;
    private readonly double _t;

    // The view of the chart, and the geocentric ones half an hour before, at, and after its instant.
    private readonly View _chart;
    private readonly View _before;
    private readonly View _now;
    private readonly View _after;

    private ChartEngine(KernelCatalog catalog, in Epoch epoch, ChartSettings settings)
    {
        (_catalog, _settings, _t) = (catalog, settings, epoch.CenturiesTt);
        _corrections = settings.IsHeliocentric ? Corrections.LightTime
            : settings.Profile == ModelProfile.Iau ? Corrections.Apparent : Corrections.LightTimeStellar;
        Frames = EpochFrames.At(epoch);
        Shift = ZodiacShift.Of(settings, Frames);
        var offset = settings.Observer is { } observer ? Viewpoint.Topocentric(observer, Frames) : default;
        Error = View.Create(catalog, epoch.Et, _t, settings, offset, out _chart);
        _now = _chart;
        if (Error is null && settings.Observer is not null)
        {
            Error = View.Create(catalog, epoch.Et, _t, settings, default, out _now);
        }

        // At a kernel's end one of these is missing; the speed is one-sided then.
        var step = StencilSeconds / JulianDate.SecondsPerDay / JulianDate.DaysPerCentury;
        _ = View.Create(catalog, epoch.Et.Add(-StencilSeconds), _t - step, settings, default, out _before);
        _ = View.Create(catalog, epoch.Et.Add(StencilSeconds), _t + step, settings, default, out _after);
    }

    /// <summary>Rotations of the instant.</summary>
    public EpochFrames Frames { get; }

    /// <summary>Shift of the zodiac's origin.</summary>
    public ZodiacShift Shift { get; }

    private Error? Error { get; }

    /// <summary>Prepares an instant.</summary>
    /// <param name="catalog">Kernels.</param>
    /// <param name="epoch">Instant.</param>
    /// <param name="settings">Conditions of the chart.</param>
    /// <param name="engine">The engine.</param>
    /// <returns>Null on success.</returns>
    public static Error? Create(KernelCatalog catalog, in Epoch epoch, ChartSettings settings, out ChartEngine engine)
    {
        engine = new ChartEngine(catalog, epoch, settings);
        return engine.Error;
    }

    /// <summary>Place and speed of a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="position">The result.</param>
    /// <returns>Null on success.</returns>
    public readonly Error? Locate(ChartBody body, out BodyPosition position)
    {
        position = default;
        if (Place(body, _chart, 0.0, out var place, out var lightTime) is { } error)
        {
            return error;
        }

        if (Speed(body, place, lightTime, out var speed) is { } unknown)
        {
            return unknown;
        }

        position = new BodyPosition(
            Angles.WrapDeg((place.Longitude * Angles.RadToDeg) + Shift.Deg),
            place.Latitude * Angles.RadToDeg,
            place.Norm / Astronomy.AuKm,
            speed + Shift.RateDegDay);
        return null;
    }

    private readonly Error? Speed(ChartBody body, Cartesian place, double lightTime, out double speed)
    {
        speed = 0.0;
        var before = Try(body, _before, lightTime, out var first);
        var after = Try(body, _after, lightTime, out var last);
        if (!before || !after)
        {
            var middle = place;
            if (_settings.Observer is not null && Place(body, _now, lightTime, out middle, out _) is { } error)
            {
                return error;
            }

            first = before ? first : middle;
            last = after ? last : middle;
        }

        var steps = (before ? 1 : 0) + (after ? 1 : 0);
        if (steps > 0)
        {
            var turned = Angles.WrapSignedDeg((last.Longitude - first.Longitude) * Angles.RadToDeg);
            speed = turned / (steps * StencilSeconds / JulianDate.SecondsPerDay);
        }

        return null;
    }

    private readonly bool Try(ChartBody body, in View view, double lightTime, out Cartesian place)
    {
        place = default;
        return view.Exists && Place(body, view, lightTime, out place, out _) is null;
    }

    /// <summary>Apparent place on the mean ecliptic of the view's date, km.</summary>
    private readonly Error? Place(ChartBody body, in View view, double guess, out Cartesian place, out double lightTime)
    {
        (place, lightTime) = (default, 0.0);
        if (body.Kind != ChartBodyKind.Kernel)
        {
            return Point(body.Kind, view, out place);
        }

        if (view.Viewpoint.Observe(_catalog, body.NaifId, _corrections, out var light, out var direction, guess) is { } error)
        {
            return error;
        }

        lightTime = light.LightTimeSeconds;
        place = (view.Ecliptic * direction) * light.PositionKm.Norm;
        return null;
    }

    /// <summary>A point of the Moon's orbit: geocentric, with no light to be bent.</summary>
    private readonly Error? Point(ChartBodyKind kind, in View view, out Cartesian place)
    {
        place = kind == ChartBodyKind.MeanNode ? LunarOrbit.MeanNode(view.Centuries) : LunarOrbit.MeanApogee(view.Centuries);
        if (kind is ChartBodyKind.MeanNode or ChartBodyKind.MeanApogee)
        {
            return null;
        }

        if (!_catalog.State(Moon, Earth, view.Viewpoint.Time).TryGet(out var state, out var error))
        {
            return error;
        }

        var moon = new StateVector(view.Ecliptic * state.PositionKm, view.Ecliptic * state.VelocityKmS);
        place = kind == ChartBodyKind.TrueNode ? LunarOrbit.TrueNode(moon) : LunarOrbit.OsculatingApogee(moon);
        return null;
    }

    /// <summary>A viewpoint and the mean ecliptic of its date.</summary>
    private readonly record struct View(Viewpoint Viewpoint, Rotation Ecliptic, double Centuries, bool Exists)
    {
        public static Error? Create(
            KernelCatalog catalog, EphemerisTime time, double t, ChartSettings settings, StateVector offset, out View view)
        {
            var error = Viewpoint.Create(catalog, time, out var viewpoint, offset, settings.Center);
            var ecliptic = settings.Profile == ModelProfile.Iau ? LongTermPrecession.ChartEcliptic(t) : CompatEcliptic.OfDate(t);
            view = new View(viewpoint, ecliptic, t, error is null);
            return error;
        }
    }
}

/// <summary>What is added to a longitude counted from the mean equinox of date.</summary>
/// <param name="Deg">Shift, degrees.</param>
/// <param name="RateDegDay">Its rate, degrees per day.</param>
/// <param name="AyanamsaDeg">The ayanamsa as answers report it (with Δψ where the equinox is the true one); null when tropical.</param>
internal readonly record struct ZodiacShift(double Deg, double RateDegDay, double? AyanamsaDeg)
{
    /// <summary>The shift of a chart's zodiac.</summary>
    public static ZodiacShift Of(ChartSettings settings, in EpochFrames frames)
    {
        var t = frames.Centuries;
        var isTrue = settings.Profile == ModelProfile.Iau;
        var deltaPsi = isTrue ? frames.Nutation.DeltaPsi * Angles.RadToDeg : 0.0;
        if (settings.Ayanamsa is not { } ayanamsa)
        {
            var rate = isTrue ? frames.Nutation.DeltaPsiRate * Angles.RadToDeg / JulianDate.DaysPerCentury : 0.0;
            return new ZodiacShift(deltaPsi, rate, null);
        }

        // One day's difference of a polynomial this flat is its derivative to eleven figures.
        const double Day = 1.0 / JulianDate.DaysPerCentury;
        var mean = isTrue ? ayanamsa.MeanDeg(t) : ayanamsa.CompatDeg(t);
        var later = isTrue ? ayanamsa.MeanDeg(t + Day) : ayanamsa.CompatDeg(t + Day);
        return new ZodiacShift(-mean, mean - later, mean + deltaPsi);
    }
}
