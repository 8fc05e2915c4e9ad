using Ephemeris.Api.Frames;
using Ephemeris.Api.Kernels;
using Ephemeris.Api.Observers;
using Ephemeris.Api.States;
using Ephemeris.Api.Time;

namespace Ephemeris.Api.Tests.States;

/// <summary>One look at one body, with the shorthand that reference values come in.</summary>
internal sealed class Sight
{
    public const double ArcsecDeg = 1.0 / 3600.0;

    private readonly Cartesian _apparent;

    public Sight(KernelCatalog catalog, int body, Epoch epoch, Observer? observer = null)
    {
        Frames = EpochFrames.At(epoch);
        var offset = observer is { } place ? Viewpoint.Topocentric(place, Frames) : default;
        Assert.Null(Viewpoint.Create(catalog, epoch.Et, out var viewpoint, offset));
        Assert.Null(viewpoint.Observe(catalog, body, Corrections.Apparent, out var light, out _apparent));
        Astrometric = light.PositionKm.Unit;
        LightTimePlace = light;
        Geometric = KernelState(catalog, body, epoch) - offset.PositionKm;
        if (observer is { } o)
        {
            var itrf = Frames.Terrestrial * _apparent;
            var up = Cartesian.FromAngles(o.LongitudeDeg * Angles.DegToRad, o.LatitudeDeg * Angles.DegToRad);
            var east = new Cartesian(-Math.Sin(o.LongitudeDeg * Angles.DegToRad), Math.Cos(o.LongitudeDeg * Angles.DegToRad), 0);
            var north = up.Cross(east);
            AltitudeDeg = Math.Asin(itrf.Dot(up)) * Angles.RadToDeg;
            AzimuthDeg = Angles.WrapDeg(Math.Atan2(itrf.Dot(east), itrf.Dot(north)) * Angles.RadToDeg);
        }
    }

    public EpochFrames Frames { get; }

    public LightTimePlace LightTimePlace { get; }

    public Cartesian Astrometric { get; }

    public Cartesian Geometric { get; }

    public double AltitudeDeg { get; }

    public double AzimuthDeg { get; }

    public Cartesian EquatorOfDate => Frames.TrueEquator * _apparent;

    public Cartesian EclipticOfDate => Frames.TrueEcliptic * _apparent;

    private static Cartesian KernelState(KernelCatalog catalog, int body, Epoch epoch)
    {
        Assert.True(catalog.State(body, 399, epoch.Et).TryGet(out var state, out _));
        return state.PositionKm;
    }
}
