using Ephemeris.Api.Time;
using Ephemeris.Api.TimeResolution;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Charts;

/// <summary>The instant of a chart request.</summary>
/// <param name="Instant">The instant.</param>
/// <param name="Resolution">How local time became it; null when it was given.</param>
/// <param name="Warnings">Warnings for the chart.</param>
internal sealed record ChartTime(UtcInstant Instant, TimeResolveAnswer? Resolution, IReadOnlyList<string> Warnings)
{
    /// <summary>Reads <c>birth_time</c> or resolves <c>local_datetime</c>: exactly one is wanted.</summary>
    /// <param name="request">The request.</param>
    /// <param name="resolver">Resolver of local time.</param>
    /// <param name="faults">Takes what is wrong with the field.</param>
    public static Outcome<ChartTime> Read(ChartRequest request, ResolveTime resolver, FieldFaults faults)
    {
        var (isUtc, isLocal) = (!string.IsNullOrWhiteSpace(request.BirthTime), !string.IsNullOrWhiteSpace(request.LocalDatetime));
        if (isUtc == isLocal)
        {
            faults.Add("birth_time", isUtc ? "excludes local_datetime: give one of them" : "or local_datetime is required", FaultCodes.Required);
            return faults.Error!;
        }

        if (isUtc)
        {
            if (IsoInstant.TryParse(request.BirthTime!, out var instant, out var problem))
            {
                return new ChartTime(instant, null, []);
            }

            faults.Add("birth_time", problem!, "INPUT.INVALID_FORMAT", request.BirthTime);
            return faults.Error!;
        }

        // Every other field first: its faults are answered as those of a chart from UTC are, by name and with 422.
        if (!ChartOrder.Read(request, default, faults).TryGet(out _, out var invalid))
        {
            return invalid;
        }

        var wanted = new TimeResolveRequest
        {
            LocalDatetime = request.LocalDatetime,
            Latitude = request.Latitude,
            Longitude = request.Longitude,
            ParityProfile = request.ParityProfile,
            TimezoneOverride = request.TimezoneOverride,
            UserProvidedZone = request.UserProvidedZone,
            UserProvidedOffset = request.UserProvidedOffset,
            AssumeDst = request.AssumeDst,
            Calendar = request.Calendar,
            Disambiguation = request.Disambiguation,
        };
        if (resolver.Resolve(wanted, lenient: false).TryGet(out var resolved, out var error))
        {
            return new ChartTime(resolved.Instant, resolved, [.. WarningsOf(resolved)]);
        }

        if (error is TimeInputInvalid bad)
        {
            faults.Add(bad.Field, bad.Problem, bad.FailureCode);
        }

        return faults.Error ?? error;
    }

    private static IEnumerable<string> WarningsOf(TimeResolveAnswer resolved)
    {
        if (resolved.IsUnsure)
        {
            yield return $"Time: confidence is {resolved.Confidence}";
        }

        foreach (var warning in resolved.Warnings)
        {
            yield return "Time: " + warning;
        }

        if (resolved.Provenance.PatchesApplied.Count > 0)
        {
            yield return "Time: patches applied: " + string.Join(", ", resolved.Provenance.PatchesApplied);
        }
    }
}
