using System.Globalization;
using Ephemeris.Api.Time;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.TimeResolution;

/// <summary>From local civil time and place to universal time. Thread safe.</summary>
/// <param name="zones">The tz database.</param>
/// <param name="finder">From place to zone.</param>
/// <param name="patches">Corrections for small regions.</param>
public sealed class TimeResolver(ZoneCatalogue zones, ZoneFinder finder, PatchSet patches)
{
    private const int YearOfModernTime = 1970;

    /// <summary>Before 1920 ships kept the mean time of where they were.</summary>
    private const int YearOfNauticalZones = 1920;

    /// <summary>A zone's local mean time is that of its namesake; a place this far off in time is told so, s.</summary>
    private const int LocalMeanTimeSlackSeconds = 60;

    /// <summary>The year in which the first states left the Julian calendar.</summary>
    private const int YearOfGregorianCalendar = 1582;

    /// <summary>Resolves a local time.</summary>
    /// <returns>The instant and how it was found, or what is missing or cannot be decided.</returns>
    public Outcome<ResolvedTime> Resolve(TimeQuery query)
    {
        if (query.Profile == ParityProfile.ModernOnly && query.Local.Date.Year < YearOfModernTime)
        {
            return new TimeResolutionFailed($"local_datetime {query.Local} is before 1970, which parity_profile modern_only refuses");
        }

        var account = new ResolutionAccount();
        var entered = query.Profile == ParityProfile.AsEntered || query.Place is null;
        var userClock = default(ClockSource);
        if (query.UserZone is not null && (userClock = ClockSource.Find(query.UserZone, zones)) is null)
        {
            return new TimeInputInvalid("user_provided_zone", $"'{query.UserZone}' is no zone of the tz database, label or offset");
        }

        userClock = query.UserOffsetSeconds is { } offset ? ClockSource.Fixed(ClockSource.OffsetName(offset), offset) : userClock;
        ClockSource? clock;
        if (query.ZoneOverride is not null)
        {
            clock = ClockSource.Find(query.ZoneOverride, zones);
            if (clock is null)
            {
                return new TimeInputInvalid("timezone_override", $"'{query.ZoneOverride}' is no zone of the tz database, label or offset");
            }

            account.Decide(clock.IsFixed ? "The caller's offset" : $"IANA tzdb historical rules for {clock.Id}, the caller's zone", "user_input");
            account.Lower(clock.IsFixed ? Confidence.Low : Confidence.High);
        }
        else
        {
            clock = query.Place is { } place ? ClockOf(place, query, account) : null;
        }

        if (entered && userClock is not null)
        {
            Compare(query, clock, userClock, account);
            clock = userClock;
            account.Decide("User-provided values used as requested", "user_input");
        }
        else if (clock is not null && userClock is not null)
        {
            Compare(query, clock, userClock, account);
        }

        if (clock is null)
        {
            return new TimeInputMissing("A place (latitude and longitude), a zone or an offset");
        }

        if (query.Profile == ParityProfile.AsEntered || (query.Place is null && query.ZoneOverride is null))
        {
            // Without a place nothing contradicts a zone, but nobody has looked either.
            account.Lower(query.Profile == ParityProfile.AsEntered || clock.IsFixed ? Confidence.Low : Confidence.Medium);
        }

        if (!clock.IsFixed)
        {
            account.Sources.Add("IANA_tzdb");
        }

        AddCalendarNotes(query, account);
        return Read(query, clock, account);
    }

    private ClockSource ClockOf(GeoPlace place, TimeQuery query, ResolutionAccount account)
    {
        account.Sources.Add("coordinate_lookup");
        var found = finder.At(place);
        if (found.IsSea)
        {
            return AtSea(place, query, found, account);
        }

        var isPatched = query.Profile is ParityProfile.StrictHistory or ParityProfile.BestEffort;
        if (isPatched && patches.Find(place, query.Local, found.AreaKm2) is { } patch)
        {
            account.Decide(patch.Reason, "historical_patches");
            account.Lower(patch.Confidence);
            account.PatchesApplied.Add(patch.Id);
            account.Notes.Add($"Applied patch: {patch.Id}");
            account.Notes.AddRange(patch.Sources);
            return new ClockSource(patch.ZoneId, patch.Rules, false);
        }

        account.Decide($"IANA tzdb historical rules for {found.ZoneId}");
        zones.TryGet(found.ZoneId, out var id, out var rules);
        if (query.Profile is ParityProfile.AstroCom or ParityProfile.Clairvision)
        {
            account.Notes.Add($"Compatibility with {(query.Profile == ParityProfile.AstroCom ? "Astro.com" : "Clairvision")}: the tz database without patches");
        }

        if (found.OtherZones.Count > 0)
        {
            account.Warn($"The place also keeps, or is claimed for, {string.Join(", ", found.OtherZones)}", Confidence.Medium);
        }

        var differing = found.NearbyZones.Where(other => zones.TryGet(other, out _, out var theirs)
            && OffsetAt(theirs, query.Local) != OffsetAt(rules, query.Local)).ToList();
        if (differing.Count > 0)
        {
            account.Warn($"The place lies within 200 m of the border with {string.Join(", ", differing)}, where clocks differ", Confidence.Medium);
        }

        return new ClockSource(id, rules, false);
    }

    private ClockSource AtSea(GeoPlace place, TimeQuery query, FoundZone found, ResolutionAccount account)
    {
        account.Lower(Confidence.Low);
        var zone = query.Profile == ParityProfile.BestEffort ? finder.Nearest(place) : null;
        account.Decide(
            zone is null ? $"Nautical time {found.ZoneId}: the place is on the open sea" : $"IANA tzdb historical rules for {zone}, the zone nearest to a place on the open sea",
            zone is null ? "nautical_time" : null);
        if (zone is null && query.Local.Date.Year < YearOfNauticalZones)
        {
            account.Warnings.Add("Before 1920 ships kept the local time of where they were, not nautical zones");
        }

        zones.TryGet(zone ?? found.ZoneId, out var id, out var rules);
        return new ClockSource(id, rules, false);
    }

    /// <summary>Says where the caller's belief and the computed clocks part.</summary>
    private static void Compare(TimeQuery query, ClockSource? computed, ClockSource user, ResolutionAccount account)
    {
        if (user.IsFixed && query.UserOffsetSeconds is null)
        {
            account.Notes.Add($"Fixed offset of the label {user.Id}");
        }

        if (computed is null)
        {
            return;
        }

        var (theirs, ours) = (OffsetAt(user.Rules, query.Local), OffsetAt(computed.Rules, query.Local));
        if (query.UserOffsetSeconds is not null)
        {
            if (Math.Abs((long)theirs - ours) > 3600)
            {
                account.Warnings.Add(Invariant($"User offset ({theirs} s) differs from the computed one ({ours} s)"));
            }
        }
        else if (user.Id != computed.Id)
        {
            account.Warnings.Add(Invariant($"User zone '{user.Id}' ({theirs} s) differs from the computed '{computed.Id}' ({ours} s)"));
        }
    }

    private static void AddCalendarNotes(TimeQuery query, ResolutionAccount account)
    {
        if (query.WrittenJulian is { } written)
        {
            account.Notes.Add($"{written} of the Julian calendar is {query.Local} of the Gregorian");
        }
        else if (query.Local.Date.Year <= YearOfGregorianCalendar)
        {
            account.Notes.Add("The date is read in the proleptic Gregorian calendar; give calendar julian for dates of the time");
        }
    }

    private static Outcome<ResolvedTime> Read(TimeQuery query, ClockSource clock, ResolutionAccount account)
    {
        var readings = clock.Rules.Map(query.Local.Seconds);
        ZoneSpan[] choices = readings.IsNonexistent ? [readings.AfterGap!.Value, readings.BeforeGap!.Value] : [.. readings.Spans];
        var alternatives = readings.IsAmbiguous || readings.IsNonexistent
            ? choices.Select(span => query.Local.ToUtc(span.Type.OffsetSeconds)).ToArray()
            : [];
        if (alternatives.Length > 0 && query.Disambiguation == Disambiguation.Reject && query.AssumeDst is null)
        {
            string[] texts = [.. alternatives.Select(utc => utc.ToIso())];
            return readings.IsAmbiguous
                ? new TimeAmbiguous(query.Local.ToString(), clock.Id, texts)
                : new TimeNonexistent(query.Local.ToString(), clock.Id, texts);
        }

        // The instants stand in order of time; "compatible" is the last: standard time after clocks went back, and the
        // local time moved forward by the gap.
        var span = query.Disambiguation == Disambiguation.Earlier ? choices[0] : choices[^1];
        if (readings.IsAmbiguous && query.AssumeDst is { } dst)
        {
            span = choices.FirstOrDefault(choice => clock.Rules.DaylightSaving(choice) > 0 == dst, span);
        }

        // A time in a gap lands on the other side of the change from the offset that it is read with.
        var offset = span.Type.OffsetSeconds;
        var shown = readings.IsNonexistent ? choices.First(choice => choice != span) : span;
        var isDst = clock.Rules.DaylightSaving(shown) > 0;
        if (readings.IsAmbiguous)
        {
            account.Warn($"Local time {query.Local} occurred twice in {clock.Id}", Confidence.Medium);
        }
        else if (readings.IsNonexistent)
        {
            account.Warn($"Local time {query.Local} never occurred in {clock.Id}: clocks jumped over it", Confidence.Medium);
        }
        else if (query.AssumeDst is { } assumed && assumed != isDst)
        {
            account.Warn($"assume_dst is {(assumed ? "true" : "false")}, but by the rules daylight saving was {(isDst ? "" : "not ")}in force", Confidence.Medium);
            if (query.Profile == ParityProfile.AsEntered)
            {
                offset += assumed ? 3600 : -clock.Rules.DaylightSaving(shown);
                isDst = assumed;
            }
        }

        AddLocalMeanTimeNote(query, span, account);
        var utc = query.Local.ToUtc(offset);
        if (query.Local.IsLeapSecond)
        {
            if (!LeapSeconds.EndsWithLeapSecond(utc.MidnightJd) || utc.SecondsOfDay < 86399.0)
            {
                return new TimeInputInvalid("local_datetime", "has second 60 where no leap second was inserted");
            }

            utc = utc with { SecondsOfDay = utc.SecondsOfDay + 1.0 };
        }

        return new ResolvedTime(
            utc, clock.Id, readings.IsNonexistent ? shown.Type.OffsetSeconds : offset, isDst, shown.Type.Abbreviation, account.Confidence, account.Reason)
        {
            Notes = account.Notes,
            Warnings = account.Warnings,
            IsAmbiguous = readings.IsAmbiguous,
            IsNonexistent = readings.IsNonexistent,
            Alternatives = alternatives,
            Sources = [.. account.Sources.Distinct()],
            PatchesApplied = account.PatchesApplied,
            Profile = query.Profile,
        };
    }

    private static void AddLocalMeanTimeNote(TimeQuery query, ZoneSpan span, ResolutionAccount account)
    {
        if (span.Type.Abbreviation != "LMT")
        {
            return;
        }

        account.Notes.Add("Local mean time of the zone's namesake, from before standard time");
        if (query.Place is not { } place)
        {
            return;
        }

        var own = (int)Math.Round(place.LongitudeDeg * 240.0);
        if (Math.Abs(own - span.Type.OffsetSeconds) > LocalMeanTimeSlackSeconds)
        {
            account.Warn(
                Invariant($"The place's own mean time was {own} s from Greenwich, its zone's {span.Type.OffsetSeconds} s; give user_provided_offset with as_entered if its clocks kept the former"),
                Confidence.Medium);
        }
    }

    /// <summary>Offset at about a local time: enough to tell clocks apart.</summary>
    private static int OffsetAt(ZoneRules rules, LocalDateTime local)
    {
        var readings = rules.Map(local.Seconds);
        return (readings.IsNonexistent ? readings.BeforeGap!.Value : readings.Spans[^1]).Type.OffsetSeconds;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
