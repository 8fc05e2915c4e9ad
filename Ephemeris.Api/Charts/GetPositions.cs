using System.Text.Json.Serialization;
using Ephemeris.Api.Gateway;
using Ephemeris.Api.TimeResolution;
using Microsoft.Net.Http.Headers;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Charts;

/// <summary>When positions are wanted: <see cref="Utc"/>, or <see cref="LocalDatetime"/> with <see cref="Place"/>.</summary>
public sealed record PositionsWhen
{
    /// <summary>UTC; ISO 8601, or a date as people write it.</summary>
    public string? Utc { get; init; }

    /// <summary>Local civil time at <see cref="Place"/>.</summary>
    public string? LocalDatetime { get; init; }

    /// <summary>Place of the local time.</summary>
    public PlaceInput? Place { get; init; }
}

/// <summary>An object whose only member names a kind.</summary>
public sealed record PositionsFrame
{
    /// <summary><c>ecliptic_of_date</c> (default) or <c>equatorial</c>.</summary>
    public string? Type { get; init; }
}

/// <summary>An ayanamsa by its id.</summary>
public sealed record PositionsAyanamsha
{
    /// <summary>Id, any case.</summary>
    public string? Id { get; init; }
}

/// <summary>Geocentric positions in the shape of v1.1.</summary>
public sealed record PositionsRequest
{
    /// <summary>The instant.</summary>
    public PositionsWhen? When { get; init; }

    /// <summary><c>tropical</c> or <c>sidereal</c>.</summary>
    public string? System { get; init; }

    /// <summary>Required for sidereal, forbidden for tropical.</summary>
    public PositionsAyanamsha? Ayanamsha { get; init; }

    /// <summary>Frame.</summary>
    public PositionsFrame? Frame { get; init; }

    /// <summary><c>of_date</c> (default) or <c>J2000</c>.</summary>
    public string? Epoch { get; init; }

    /// <summary>Names of bodies, at least one.</summary>
    public IReadOnlyList<string>? Bodies { get; init; }

    /// <summary><c>strict_history</c>, <c>best_effort</c> or <c>modern_only</c>.</summary>
    public string? ParityProfile { get; init; }
}

/// <summary>Position of one body; the members of the other frame are null.</summary>
/// <param name="Name">Body.</param>
/// <param name="LonDeg">Ecliptic longitude, degrees.</param>
/// <param name="LatDeg">Ecliptic latitude, degrees.</param>
/// <param name="RaHours">Right ascension, h.</param>
/// <param name="DecDeg">Declination, degrees.</param>
public sealed record PositionAnswer(string Name, double? LonDeg, double? LatDeg, double? RaHours, double? DecDeg);

/// <summary>Ayanamsa used.</summary>
/// <param name="Id">Id.</param>
/// <param name="ValueDeg">Value with Δψ, degrees; at the epoch J2000 that of its mean equinox.</param>
public sealed record AyanamshaUsed(string Id, double ValueDeg);

/// <summary>What positions rest on.</summary>
/// <param name="TzdbVersion">Release of the tz database.</param>
/// <param name="PatchVersion">Version of the patches.</param>
/// <param name="ParityProfile">Profile.</param>
/// <param name="Ayanamsha">Ayanamsa; null when tropical.</param>
/// <param name="KernelsBundle">Kernels of the slot.</param>
/// <param name="ReferenceFrame">ecliptic_of_date or equatorial.</param>
/// <param name="Epoch">of_date or J2000.</param>
/// <param name="Ephemeris">Integration behind the kernel.</param>
/// <param name="Basis">Kernel files with digests, models, sources and error bound.</param>
public sealed record PositionsProvenance(
    string TzdbVersion,
    string PatchVersion,
    string ParityProfile,
    AyanamshaUsed? Ayanamsha,
    string KernelsBundle,
    string ReferenceFrame,
    string Epoch,
    string Ephemeris,
    Provenance Basis);

/// <summary>Positions.</summary>
/// <param name="Utc">The instant.</param>
/// <param name="Provenance">What they rest on.</param>
/// <param name="Bodies">Positions in the order of the request.</param>
/// <param name="Etag">Sixteen hex digits over everything else.</param>
public sealed record PositionsAnswer(
    string Utc,
    PositionsProvenance Provenance,
    IReadOnlyList<PositionAnswer> Bodies,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Etag);

/// <summary><c>POST /v1/positions</c>.</summary>
internal static class GetPositions
{
    private const string CacheControl = "public, max-age=300";

    /// <summary>Answers a request; 304 when the caller has the answer already.</summary>
    public static async Task<IResult> HandleAsync(PositionsRequest request, HttpContext context, PositionMaker maker)
    {
        var outcome = await maker.MakeAsync(request, RoutingWish.Of(context.Request, null)).ConfigureAwait(false);
        if (!outcome.TryGet(out var made, out var error))
        {
            return new ErrorResult(error);
        }

        var tag = new EntityTagHeaderValue($"\"{made.Etag}\"");
        var headers = context.Response.GetTypedHeaders();
        headers.ETag = tag;
        context.Response.Headers.CacheControl = CacheControl;
        var known = context.Request.GetTypedHeaders().IfNoneMatch;
        return known.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(tag, useStrongComparison: false))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Bytes(made.Json, "application/json");
    }
}
