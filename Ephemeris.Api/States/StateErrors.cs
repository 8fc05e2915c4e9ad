using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.States;

/// <summary>The light time of a body does not settle: its states are not those of a body slower than light.</summary>
public sealed record LightTimeDiverges(int Body, string Kernel) : Error(
    500, "COMPUTE.CONVERGENCE_FAILED", "The light time does not converge", $"Body {Body} in {Kernel} has no settled light time.");

/// <summary>An observer at the centre of the body it looks at.</summary>
public sealed record LooksAtItself(int Body) : Error(
    422, "SYSTEM.INCOMPATIBLE", "The observer is at the body's centre", $"Body {Body} cannot be seen from its own centre.");
