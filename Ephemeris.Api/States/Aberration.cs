using Ephemeris.Api.Frames;

namespace Ephemeris.Api.States;

/// <summary>What bends and tilts the direction of light on its way to a moving observer.</summary>
internal static class Aberration
{
    // The bending is not let grow nearer than this to the Sun's centre (seen from 1 au: 5′, inside the disc), as in ERFA.
    private const double DeflectionLimit = 1e-6;

    /// <summary>Direction after bending by the Sun.</summary>
    /// <param name="direction">Unit vector from the observer to the body.</param>
    /// <param name="sunToBody">Unit vector from the Sun to the body.</param>
    /// <param name="sunToObserver">Unit vector from the Sun to the observer.</param>
    /// <param name="sunDistanceAu">Distance of the observer from the Sun, au.</param>
    /// <remarks>Explanatory Supplement (3rd ed.) 7.63; ERFA's Ld. Not to be used for Sun and Moon.</remarks>
    public static Cartesian Deflect(Cartesian direction, Cartesian sunToBody, Cartesian sunToObserver, double sunDistanceAu)
    {
        var limit = DeflectionLimit / Math.Max(sunDistanceAu * sunDistanceAu, 1.0);
        var nearness = Math.Max(sunToBody.Dot(sunToBody + sunToObserver), limit);
        var weight = Astronomy.SunSchwarzschildAu / sunDistanceAu / nearness;
        return direction + (direction.Cross(sunToObserver.Cross(sunToBody)) * weight);
    }

    /// <summary>Direction as a moving observer sees it, by special relativity with the Sun's potential.</summary>
    /// <param name="direction">Unit vector for an observer at rest in the barycentric frame.</param>
    /// <param name="velocity">Observer's barycentric velocity over the speed of light.</param>
    /// <param name="sunDistanceAu">Distance of the observer from the Sun, au.</param>
    /// <returns>Unit vector.</returns>
    /// <remarks>Explanatory Supplement (3rd ed.) 7.40 with the term of Klioner (2003); ERFA's Ab.</remarks>
    public static Cartesian Relativistic(Cartesian direction, Cartesian velocity, double sunDistanceAu)
    {
        var inverseLorentz = Math.Sqrt(1.0 - velocity.Dot(velocity));
        var along = direction.Dot(velocity);
        var potential = Astronomy.SunSchwarzschildAu / sunDistanceAu;
        var tilted = (direction * inverseLorentz)
            + (velocity * (1.0 + (along / (1.0 + inverseLorentz))))
            + ((velocity - (direction * along)) * potential);
        return tilted.Unit;
    }

    /// <summary>Classical stellar aberration: the direction turned towards the velocity by asin(|u × v/c|) (CSPICE's "+S").</summary>
    /// <param name="direction">Unit vector for an observer at rest.</param>
    /// <param name="velocity">Observer's barycentric velocity over the speed of light.</param>
    /// <returns>Unit vector.</returns>
    public static Cartesian Classical(Cartesian direction, Cartesian velocity)
    {
        var axis = direction.Cross(velocity);
        var sine = axis.Norm;
        if (sine == 0.0)
        {
            return direction;
        }

        // Rotation by φ about the unit axis, which is perpendicular to the direction: cos φ u + sin φ (axis/|axis| × u).
        return (direction * Math.Sqrt(1.0 - (sine * sine))) + axis.Cross(direction);
    }
}
