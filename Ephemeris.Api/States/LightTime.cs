using Ephemeris.Api.Frames;
using Ephemeris.Api.Kernels;
using Ephemeris.Api.Time;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.States;

/// <summary>A body as its light arrives: where it was when the light left it.</summary>
/// <param name="PositionKm">From the observer to the body, ICRF axes, km.</param>
/// <param name="LightTimeSeconds">Time of flight τ, s.</param>
/// <param name="BodyKm">Barycentric place of the body at t − τ, km.</param>
internal readonly record struct LightTimePlace(Cartesian PositionKm, double LightTimeSeconds, Cartesian BodyKm);

/// <summary>Solution of τ = |r_body(t − τ) − r_observer(t)|/c.</summary>
internal static class LightTime
{
    // A Newton step this small leaves an error of (v/c)·(v/r)·Δ² < 1e-12 s after the linear correction that follows it.
    private const double LastStepSeconds = 1e-4;

    // Newton's method gains eight figures a step here; more than a few steps mean that the states are nonsense.
    private const int MostSteps = 10;

    /// <summary>Solves for the light time.</summary>
    /// <param name="catalog">Kernels.</param>
    /// <param name="body">NAIF id.</param>
    /// <param name="time">Instant of arrival, TDB.</param>
    /// <param name="observerKm">Barycentric place of the observer at that instant, km.</param>
    /// <param name="guessSeconds">First guess of τ, s; 0 is good enough.</param>
    /// <param name="place">The result.</param>
    /// <returns>Null on success. A segment is chosen anew for each t − τ, so that seams and gaps count where the light left.</returns>
    public static Error? Solve(
        KernelCatalog catalog, int body, EphemerisTime time, Cartesian observerKm, double guessSeconds, out LightTimePlace place)
    {
        place = default;
        var tau = guessSeconds;
        for (var step = 0; step < MostSteps; step++)
        {
            if (catalog.BarycentricState(body, time.Add(-tau), out var state) is { } error)
            {
                return error;
            }

            var r = state.PositionKm - observerKm;
            var distance = r.Norm;
            var radialSpeed = distance > 0.0 ? r.Dot(state.VelocityKmS) / distance : 0.0;
            var change = ((distance / Astronomy.LightKmS) - tau) / (1.0 + (radialSpeed / Astronomy.LightKmS));
            tau += change;
            if (Math.Abs(change) < LastStepSeconds)
            {
                var moved = state.VelocityKmS * -change;
                place = new LightTimePlace(r + moved, tau, state.PositionKm + moved);
                return null;
            }
        }

        return new LightTimeDiverges(body, catalog.Name);
    }
}
