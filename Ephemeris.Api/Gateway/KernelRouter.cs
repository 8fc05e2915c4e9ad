using Ephemeris.Api.Kernels;
using Ephemeris.Api.Time;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Gateway;

/// <summary>What a caller said about kernels.</summary>
/// <param name="Kernel">Explicit slot, de440 or de441 in any case; null for none. The query parameter wins over the body's field.</param>
/// <param name="HistoricalEnabled">True when the header <c>x-historical-enabled</c> says true.</param>
internal readonly record struct RoutingWish(string? Kernel, bool HistoricalEnabled)
{
    /// <summary>Name of the header.</summary>
    public const string Header = "x-historical-enabled";

    /// <summary>The wish of a request.</summary>
    public static RoutingWish Of(HttpRequest request, string? bodyKernel) => new(
        request.Query["kernel"].ToString() is { Length: > 0 } query ? query : string.IsNullOrWhiteSpace(bodyKernel) ? null : bodyKernel,
        string.Equals(request.Headers[Header].ToString().Trim(), "true", StringComparison.OrdinalIgnoreCase));
}

/// <summary>The slot that answers, and why.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Reason">explicit_override, optimal_coverage, historical_coverage or policy.</param>
internal sealed record KernelRoute(KernelSlot Slot, string Reason);

/// <summary>
/// Chooses the slot for an instant: what the caller names; else the modern one where it reaches; else the historical one
/// where that is allowed. Compares the TDB instant with the kernels, not the year.
/// </summary>
internal sealed class KernelRouter(IOptions<KernelOptions> options)
{
    /// <summary>Routes an instant.</summary>
    /// <param name="kernels">What is loaded.</param>
    /// <param name="wish">What the caller said.</param>
    /// <param name="instant">Civil instant, for errors.</param>
    /// <param name="time">The same in TDB.</param>
    /// <param name="retreatSeconds">Longest light time of the request, s: the light must have left inside the slot too.</param>
    public Outcome<KernelRoute> Route(
        KernelSet kernels, RoutingWish wish, UtcInstant instant, EphemerisTime time, double retreatSeconds)
    {
        var left = time.Add(-retreatSeconds);
        if (Explicit(wish.Kernel) is { } named)
        {
            if (named.Slot is not ("de440" or "de441"))
            {
                return new UnknownSlot(wish.Kernel ?? named.Slot);
            }

            var slot = named.Slot == "de440" ? kernels.Modern : kernels.Historical;
            return slot is null ? KernelSet.NotAvailable(named.Slot)
                : Reaches(slot, time, left) ? new KernelRoute(slot, named.Reason)
                : new OutsideSlot(named.Slot, instant.ToIso(), slot.Coverage);
        }

        if (kernels.Modern is not { } modern)
        {
            return KernelSet.NotAvailable("de440");
        }

        if (Reaches(modern, time, left))
        {
            return new KernelRoute(modern, "optimal_coverage");
        }

        if (!wish.HistoricalEnabled && options.Value.Policy != EphemerisPolicy.Auto)
        {
            return new HistoricalRequired(instant.Date.Year, modern.Coverage, kernels.Historical?.Coverage ?? "none loaded");
        }

        return kernels.Historical is not { } historical ? KernelSet.NotAvailable("de441")
            : Reaches(historical, time, left) ? new KernelRoute(historical, "historical_coverage")
            : new OutsideSlot("de441", instant.ToIso(), historical.Coverage);
    }

    /// <summary>Routes a span: to a slot that reaches from its start to its end without a gap.</summary>
    /// <param name="kernels">What is loaded.</param>
    /// <param name="wish">What the caller said.</param>
    /// <param name="start">Start, civil and TDB.</param>
    /// <param name="end">End.</param>
    /// <remarks>Where the modern slot ends inside the span, the historical one, which holds its kernels too, answers for all of it.</remarks>
    public Outcome<KernelRoute> Route(
        KernelSet kernels, RoutingWish wish, (UtcInstant Civil, EphemerisTime Tdb) start, (UtcInstant Civil, EphemerisTime Tdb) end)
    {
        if (!Route(kernels, wish, start.Civil, start.Tdb, 0.0).TryGet(out var first, out var error)
            || !Route(kernels, wish, end.Civil, end.Tdb, 0.0).TryGet(out var last, out error))
        {
            return error;
        }

        var (from, to) = (start.Tdb, end.Tdb);
        return Holds(first) ? first
            : Holds(last) ? last
            : new OutsideSlot(first.Slot.Name, $"{start.Civil.ToIso()} to {end.Civil.ToIso()}", first.Slot.Coverage);

        bool Holds(KernelRoute route) => route.Slot.Spans.Any(span => span.Contains(from) && span.Contains(to));
    }

    private (string Slot, string Reason)? Explicit(string? kernel) => kernel is not null
        ? (kernel.Trim().ToLowerInvariant(), "explicit_override")
        : options.Value.Policy switch
        {
            EphemerisPolicy.De440 => ("de440", "policy"),
            EphemerisPolicy.De441 => ("de441", "policy"),
            _ => null,
        };

    private static bool Reaches(KernelSlot slot, EphemerisTime time, EphemerisTime left) =>
        slot.Spans.Any(span => span.Contains(time)) && slot.Spans.Any(span => span.Contains(left));
}
