using Ephemeris.Api.Operations;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.TimeResolution;

/// <summary>A place in a request.</summary>
/// <param name="Lat">Geodetic latitude, −90…90.</param>
/// <param name="Lon">East longitude, −180…180.</param>
/// <param name="Name">For the caller; not looked up.</param>
public sealed record PlaceInput(double? Lat, double? Lon, string? Name = null);

/// <summary>A local time to be resolved; every field but the first may be left out where others suffice.</summary>
public sealed record TimeResolveRequest
{
    /// <summary>ISO 8601 without offset, <c>YYYY-MM-DDTHH:MM[:SS]</c>; years beyond four digits with a sign.</summary>
    public string? LocalDatetime { get; init; }

    /// <summary>Geodetic latitude, −90…90; with <see cref="Longitude"/>, or <see cref="Place"/>.</summary>
    public double? Latitude { get; init; }

    /// <summary>East longitude, −180…180.</summary>
    public double? Longitude { get; init; }

    /// <summary>The same in one object.</summary>
    public PlaceInput? Place { get; init; }

    /// <summary>strict_history (default), astro_com, clairvision, as_entered, best_effort or modern_only.</summary>
    public string? ParityProfile { get; init; }

    /// <summary>Zone, label (EST …) or offset (±HH:MM) taken instead of the place's zone.</summary>
    public string? TimezoneOverride { get; init; }

    /// <summary>Zone, label or offset that the caller believes in; wins under as_entered or without a place.</summary>
    public string? UserProvidedZone { get; init; }

    /// <summary>Another name of <see cref="UserProvidedZone"/>.</summary>
    public string? TzLabelUser { get; init; }

    /// <summary>Offset that the caller believes in, local minus universal time, s, within ±93 600.</summary>
    public int? UserProvidedOffset { get; init; }

    /// <summary>Whether daylight saving was in force: decides when clocks showed the time twice.</summary>
    public bool? AssumeDst { get; init; }

    /// <summary>civil (default, Gregorian) or julian.</summary>
    public string? Calendar { get; init; }

    /// <summary>compatible (default), earlier, later or reject.</summary>
    public string? Disambiguation { get; init; }
}

/// <summary><c>POST /v1/time/resolve</c>.</summary>
internal sealed class ResolveTime(
    TimeResolver resolver, ZoneCatalogue zones, PatchSet patches, IOptions<TimeResolutionOptions> options, EphemerisMetrics metrics)
{
    private const int MaxOffsetSeconds = 26 * 3600;

    /// <summary>Answers a request.</summary>
    public static IResult Handle(TimeResolveRequest request, HttpResponse response, ResolveTime useCase)
    {
        // The past does not change within a day; a problem overwrites this with no-store.
        response.Headers.CacheControl = "public, max-age=86400";
        return useCase.Resolve(request, lenient: false).ToResult();
    }

    /// <summary>Resolves a request's local time, for this route and for those that take local time among other things.</summary>
    /// <param name="request">The request.</param>
    /// <param name="lenient">Whether date forms other than ISO 8601 are read.</param>
    public Outcome<TimeResolveAnswer> Resolve(TimeResolveRequest request, bool lenient)
    {
        var outcome = Answer(request, lenient);
        metrics.TimeResolution(outcome.Error is null ? "success" : "error");
        return outcome;
    }

    private Outcome<TimeResolveAnswer> Answer(TimeResolveRequest request, bool lenient)
    {
        if (!Query(request, lenient).TryGet(out var wanted, out var bad))
        {
            return bad;
        }

        return resolver.Resolve(wanted).TryGet(out var resolved, out var error)
            ? TimeResolveAnswer.From(resolved, zones.Version, patches.Version)
            : error;
    }

    private Outcome<TimeQuery> Query(TimeResolveRequest request, bool lenient)
    {
        if (string.IsNullOrWhiteSpace(request.LocalDatetime))
        {
            return new TimeInputMissing("local_datetime");
        }

        if (!TimeWords.TryCalendar(request.Calendar, out var calendar))
        {
            return new TimeInputInvalid("calendar", $"'{request.Calendar}' is not civil or julian");
        }

        if (!TimeWords.TryProfile(request.ParityProfile, options.Value.DefaultProfile, out var profile))
        {
            return new TimeInputInvalid("parity_profile", $"'{request.ParityProfile}' is not one of {TimeWords.ProfileNames}");
        }

        if (!TimeWords.TryDisambiguation(request.Disambiguation, out var disambiguation))
        {
            return new TimeInputInvalid("disambiguation", $"'{request.Disambiguation}' is not compatible, earlier, later or reject");
        }

        if (request.UserProvidedOffset is < -MaxOffsetSeconds or > MaxOffsetSeconds)
        {
            return new TimeInputInvalid("user_provided_offset", $"{request.UserProvidedOffset} is not within ±{MaxOffsetSeconds} s");
        }

        if (LocalDateTimeText.TryRead(request.LocalDatetime, calendar, lenient, out var local) is { } problem)
        {
            return new TimeInputInvalid("local_datetime", $"'{Shown(request.LocalDatetime)}' {problem}", "INPUT.INVALID_FORMAT");
        }

        if (!Place(request).TryGet(out var place, out var error))
        {
            return error;
        }

        return new TimeQuery(local, place.Value)
        {
            Profile = profile,
            ZoneOverride = Text(request.TimezoneOverride),
            UserZone = Text(request.UserProvidedZone) ?? Text(request.TzLabelUser),
            UserOffsetSeconds = request.UserProvidedOffset,
            AssumeDst = request.AssumeDst,
            Disambiguation = disambiguation,
            WrittenJulian = calendar == CalendarKind.Julian ? request.LocalDatetime.Trim() : null,
        };
    }

    private static Outcome<PlaceOrNone> Place(TimeResolveRequest request)
    {
        var (latitude, longitude) = request.Place is null
            ? (request.Latitude, request.Longitude)
            : (request.Place.Lat ?? request.Latitude, request.Place.Lon ?? request.Longitude);
        if (latitude is null && longitude is null)
        {
            return new PlaceOrNone(null);
        }

        if (latitude is not { } north || longitude is not { } east)
        {
            return new TimeInputMissing(latitude is null ? "latitude" : "longitude");
        }

        // NaN fails both comparisons.
        return !(Math.Abs(north) <= 90.0) ? new TimeInputInvalid("latitude", FormattableString.Invariant($"{north} is not within −90…90"))
            : !(Math.Abs(east) <= 180.0) ? new TimeInputInvalid("longitude", FormattableString.Invariant($"{east} is not within −180…180"))
            : new PlaceOrNone(new GeoPlace(north, east));
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static string Shown(string text) => text.Length <= 64 ? text : text[..64] + "…";

    private sealed record PlaceOrNone(GeoPlace? Value);
}
