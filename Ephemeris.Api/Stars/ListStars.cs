using System.Text.Json.Serialization;
using Ephemeris.Api.Frames;
using Ephemeris.Api.Kernels;
using Ephemeris.Api.States;
using Ephemeris.Api.Time;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Errors;
using Platform.ServiceDefaults.Settings;

namespace Ephemeris.Api.Stars;

/// <summary>Settings of the fixed stars.</summary>
public sealed class StarOptions
{
    /// <summary><c>FIXED_STARS_ENABLED</c>. Default false.</summary>
    public bool IsEnabled { get; private set; }

    /// <summary><c>FIXED_STARS_CATALOG</c>: label in answers. Default bsc5.</summary>
    public string Catalog { get; private set; } = "bsc5";

    /// <summary><c>FIXED_STARS_MAG_LIMIT</c>, −2…10. Default 2.5.</summary>
    public double MagnitudeLimit { get; private set; } = 2.5;

    /// <summary>Copies the settings.</summary>
    internal static void Read(StarOptions options, SettingsReader settings)
    {
        options.IsEnabled = settings.Flag("FIXED_STARS_ENABLED", false);
        options.Catalog = settings.Text("FIXED_STARS_CATALOG") ?? options.Catalog;
        if (settings.Text("FIXED_STARS_MAG_LIMIT") is { } text)
        {
            if (double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var limit) && limit is >= -2.0 and <= 10.0)
            {
                options.MagnitudeLimit = limit;
            }
            else
            {
                settings.Fault("FIXED_STARS_MAG_LIMIT must be a number from -2 to 10.");
            }
        }
    }
}

/// <summary>The stars are switched off.</summary>
public sealed record StarsDisabled() : Error(
    404, "FEATURE.DISABLED", "The feature is switched off", "Fixed stars are switched off; FIXED_STARS_ENABLED=true switches them on.");

/// <summary>A star's place; the members of the other frame are left out.</summary>
/// <param name="Id">Designation.</param>
/// <param name="Name">Name.</param>
/// <param name="Vmag">Magnitude.</param>
/// <param name="LonDeg">Ecliptic longitude, degrees.</param>
/// <param name="LatDeg">Ecliptic latitude, degrees.</param>
/// <param name="RaHours">Right ascension, h.</param>
/// <param name="DecDeg">Declination, degrees.</param>
public sealed record StarAnswer(
    string Id,
    string Name,
    double Vmag,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? LonDeg,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? LatDeg,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? RaHours,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? DecDeg);

/// <summary>The catalogue that stars come from.</summary>
/// <param name="Name">Label.</param>
/// <param name="Description">Origin.</param>
/// <param name="TotalLoaded">Stars in it.</param>
/// <param name="MagnitudeLimit">Faintest magnitude shown.</param>
/// <param name="ProperMotionApplied">Whether the stars have moved since J2000.0.</param>
public sealed record StarCatalogAnswer(string Name, string Description, int TotalLoaded, double MagnitudeLimit, bool ProperMotionApplied);

/// <summary>Bright stars.</summary>
/// <param name="Utc">Instant.</param>
/// <param name="Frame">ecliptic_of_date or equatorial.</param>
/// <param name="Epoch">of_date: apparent places; J2000: barycentric ones.</param>
/// <param name="Catalog">Catalogue.</param>
/// <param name="Count">Number of stars.</param>
/// <param name="Stars">Stars, brightest first.</param>
public sealed record StarsAnswer(
    string Utc, string Frame, string Epoch, StarCatalogAnswer Catalog, int Count, IReadOnlyList<StarAnswer> Stars);

/// <summary><c>GET /v1/stars/positions?utc=&amp;frame=&amp;epoch=&amp;apply_proper_motion=</c>.</summary>
internal static class ListStars
{
    /// <summary>Answers a request.</summary>
    public static IResult Handle(
        string? utc, string? frame, string? epoch, [Microsoft.AspNetCore.Mvc.FromQuery(Name = "apply_proper_motion")] bool? applyProperMotion, IOptions<StarOptions> options, KernelStore kernels)
    {
        if (!options.Value.IsEnabled)
        {
            return new ErrorResult(new StarsDisabled());
        }

        FieldFaults faults = new();
        var isEcliptic = frame?.Trim().ToLowerInvariant() is null or "" or "ecliptic_of_date" or "ecliptic";
        if (!isEcliptic && !string.Equals(frame!.Trim(), "equatorial", StringComparison.OrdinalIgnoreCase))
        {
            faults.Add("frame", "must be ecliptic_of_date or equatorial", "INPUT.INVALID", frame);
        }

        var isOfDate = epoch?.Trim().ToUpperInvariant() is null or "" or "OF_DATE";
        if (!isOfDate && !string.Equals(epoch!.Trim(), "J2000", StringComparison.OrdinalIgnoreCase))
        {
            faults.Add("epoch", "must be of_date or J2000", "INPUT.INVALID", epoch);
        }

        if (InstantArgument.ReadIso(utc ?? "", out var instant) is { } problem)
        {
            faults.Add("utc", utc is null ? "is required" : problem, utc is null ? FaultCodes.Required : "INPUT.INVALID_FORMAT", utc);
        }

        if (faults.Error is { } invalid)
        {
            return new ErrorResult(invalid);
        }

        var moment = Epoch.FromUtc(instant);
        var frames = EpochFrames.At(moment);
        var viewpoint = default(Viewpoint);
        if (isOfDate && (kernels.Current.Modern is { } slot ? Viewpoint.Create(slot.Catalog, moment.Et, out viewpoint) : KernelSet.NotAvailable("de440")) is { } error)
        {
            return new ErrorResult(error);
        }

        var rotation = (isEcliptic, isOfDate) switch
        {
            (true, true) => frames.TrueEcliptic,
            (true, false) => NamedFrame.FromIcrs("ecliptic_j2000", frames),
            (false, true) => frames.TrueEquator,
            _ => Rotation.Identity,
        };
        var moves = applyProperMotion ?? false;
        var years = moves ? moment.Tt.JulianYear - 2000.0 : 0.0;
        List<StarAnswer> stars = [];
        foreach (var star in StarCatalog.Stars.TakeWhile(star => star.Magnitude <= options.Value.MagnitudeLimit))
        {
            var direction = star.Direction(years);
            var place = rotation * (isOfDate ? viewpoint.ObserveStar(direction, star.ParallaxRad) : direction);
            var longitude = Math.Round(place.Longitude * Angles.RadToDeg, 6) % 360.0;
            var latitude = Math.Round(place.Latitude * Angles.RadToDeg, 6);
            stars.Add(isEcliptic
                ? new StarAnswer(star.Id, star.Name, star.Magnitude, longitude, latitude, null, null)
                : new StarAnswer(star.Id, star.Name, star.Magnitude, null, null, Math.Round(place.Longitude * 12.0 / Math.PI, 8), latitude));
        }

        return TypedResults.Ok(new StarsAnswer(
            instant.ToIso(),
            isEcliptic ? "ecliptic_of_date" : "equatorial",
            isOfDate ? "of_date" : "J2000",
            new StarCatalogAnswer(
                options.Value.Catalog, "Swiss Ephemeris fixed stars, ICRS (CC0-1.0)", StarCatalog.Stars.Count, options.Value.MagnitudeLimit, moves),
            stars.Count,
            stars));
    }
}
