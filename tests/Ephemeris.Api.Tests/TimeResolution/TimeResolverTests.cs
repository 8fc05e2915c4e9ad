using System.Text;
using Ephemeris.Api.TimeResolution;

namespace Ephemeris.Api.Tests.TimeResolution;

public sealed class TimeResolverTests
{
    private static readonly ZoneCatalogue Zones = ZoneCatalogue.Open([]);
    private static readonly ZoneFinder Finder = new(ZoneMap.Load());
    private static readonly TimeResolver Resolver = new(Zones, Finder, TimeResolutionModule.BuiltInPatches(Zones));

    private static readonly GeoPlace NewYork = new(40.7128, -74.0060);
    private static readonly GeoPlace FortKnox = new(37.840347, -85.949127);

    // Contract case 40 [0 s], and more of its kind: IANA tz with backzone, `TZ=zone date -d @seconds` on tzdata 2026f.
    [Theory]
    [InlineData("America/Kentucky/Louisville", "1962-07-02T23:33", "1962-07-03T04:33:00Z")]
    [InlineData("Pacific/Honolulu", "1940-12-01T12:00", "1940-12-01T22:30:00Z")]
    [InlineData("Europe/Amsterdam", "1935-06-01T12:00", "1935-06-01T10:40:28Z")]
    [InlineData("Asia/Kolkata", "1943-06-01T12:00", "1943-06-01T05:30:00Z")]
    [InlineData("America/New_York", "1883-11-01T12:00", "1883-11-01T16:56:02Z")]
    [InlineData("Europe/Oslo", "1945-07-01T12:00", "1945-07-01T10:00:00Z")]
    [InlineData("Europe/Stockholm", "1916-06-01T12:00", "1916-06-01T10:00:00Z")]
    [InlineData("Europe/Dublin", "1900-01-01T12:00", "1900-01-01T12:25:21Z")]                 // Dublin mean time
    [InlineData("Europe/London", "1944-07-01T12:00", "1944-07-01T10:00:00Z")]                 // double summer time
    [InlineData("Europe/London", "1970-01-01T12:00", "1970-01-01T11:00:00Z")]                 // standard time all year
    [InlineData("Europe/Paris", "1911-03-10T12:00", "1911-03-10T11:50:39Z")]                  // the day before Greenwich time
    [InlineData("Asia/Manila", "1844-12-30T12:00", "1844-12-31T03:56:08Z")]                   // still the American date
    [InlineData("Asia/Manila", "1845-01-01T12:00", "1845-01-01T03:56:08Z")]
    [InlineData("America/Juneau", "1867-10-18T12:00", "1867-10-17T20:57:41Z")]                // still the Asian date
    [InlineData("America/Juneau", "1867-10-20T12:00", "1867-10-20T20:57:41Z")]
    [InlineData("America/New_York", "1943-01-15T12:00", "1943-01-15T16:00:00Z")]              // war time
    [InlineData("Australia/Adelaide", "1899-01-01T12:00", "1899-01-01T03:00:00Z")]            // still nine hours
    [InlineData("Australia/Lord_Howe", "2024-01-15T12:00", "2024-01-15T01:00:00Z")]           // summer: half an hour
    [InlineData("Asia/Kathmandu", "1980-06-01T12:00", "1980-06-01T06:30:00Z")]                // five and a half then
    [InlineData("Asia/Kathmandu", "2000-06-01T12:00", "2000-06-01T06:15:00Z")]
    [InlineData("Pacific/Kiritimati", "1994-12-30T12:00", "1994-12-30T22:00:00Z")]
    [InlineData("Pacific/Kiritimati", "1995-01-02T12:00", "1995-01-01T22:00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-31T12:00", "2011-12-30T22:00:00Z")]
    [InlineData("Africa/Monrovia", "1960-06-01T12:00", "1960-06-01T12:44:30Z")]
    [InlineData("America/Caracas", "1950-06-01T12:00", "1950-06-01T16:30:00Z")]
    [InlineData("Asia/Singapore", "1936-01-15T12:00", "1936-01-15T04:40:00Z")]
    [InlineData("Asia/Tehran", "1900-01-15T12:00", "1900-01-15T08:34:16Z")]
    [InlineData("Europe/Moscow", "1919-06-15T12:00", "1919-06-15T07:28:41Z")]                 // +4:31:19
    [InlineData("Europe/Warsaw", "1880-06-15T12:00", "1880-06-15T10:36:00Z")]
    [InlineData("America/Montevideo", "1925-06-15T12:00", "1925-06-15T15:30:00Z")]
    [InlineData("America/St_Johns", "1988-07-01T12:00", "1988-07-01T13:30:00Z")]              // double daylight time
    [InlineData("Antarctica/Troll", "2024-07-01T12:00", "2024-07-01T10:00:00Z")]
    [InlineData("US/Pacific", "1950-12-15T12:00", "1950-12-15T20:00:00Z")]
    [InlineData("Europe/Berlin", "2100-07-01T12:00", "2100-07-01T10:00:00Z")]                 // by the footer's rule
    public void Resolve_ZoneAndDate_GivesTheInstant(string zone, string local, string expected)
    {
        var resolved = Resolve(Query(local, null) with { ZoneOverride = zone });
        Assert.Equal(expected, resolved.Utc.ToIso());
        Assert.Equal((zone, Confidence.High), (resolved.ZoneId, resolved.Confidence));
    }

    [Theory]
    [InlineData(52.37, 4.9, "1935-06-01T12:00", "Europe/Amsterdam", 4772)]
    [InlineData(22.57, 88.36, "1943-06-01T12:00", "Asia/Kolkata", 23400)]
    [InlineData(40.7128, -74.006, "1883-11-01T12:00", "America/New_York", -17762)]
    [InlineData(38.2527, -85.7585, "1962-07-02T23:33", "America/Kentucky/Louisville", -18000)]
    [InlineData(41.6, -87.34, "1960-07-02T12:00", "America/Chicago", -18000)]
    public void Resolve_Place_FindsItsZone(double latitude, double longitude, string local, string zone, int offset)
    {
        var resolved = Resolve(Query(local, new GeoPlace(latitude, longitude)));
        Assert.Equal((zone, offset, Confidence.High), (resolved.ZoneId, resolved.OffsetSeconds, resolved.Confidence));
        Assert.Equal(["coordinate_lookup", "IANA_tzdb"], resolved.Sources);
    }

    // Contract case 41.
    [Fact]
    public void Resolve_TimeInAGap_MovesForwardByTheGap()
    {
        var resolved = Resolve(Query("2024-03-10T02:30", NewYork));
        Assert.Equal("2024-03-10T07:30:00Z", resolved.Utc.ToIso());
        Assert.True(resolved.IsNonexistent && resolved.IsDst && !resolved.IsAmbiguous);
        Assert.Equal(-14400, resolved.OffsetSeconds);
        Assert.Equal(["2024-03-10T06:30:00Z", "2024-03-10T07:30:00Z"], resolved.Alternatives.Select(utc => utc.ToIso()));
        Assert.Single(resolved.Warnings);
    }

    [Fact]
    public void Resolve_TimeThatOccurredTwice_TakesStandardTimeAndNamesBoth()
    {
        var resolved = Resolve(Query("2024-11-03T01:30", NewYork));
        Assert.Equal("2024-11-03T06:30:00Z", resolved.Utc.ToIso());
        Assert.True(resolved.IsAmbiguous && !resolved.IsDst && !resolved.IsNonexistent);
        Assert.Equal(["2024-11-03T05:30:00Z", "2024-11-03T06:30:00Z"], resolved.Alternatives.Select(utc => utc.ToIso()));
        Assert.Equal(Confidence.Medium, resolved.Confidence);
    }

    [Theory]
    [InlineData("2024-11-03T01:30", Disambiguation.Earlier, "2024-11-03T05:30:00Z", -14400)]
    [InlineData("2024-11-03T01:30", Disambiguation.Later, "2024-11-03T06:30:00Z", -18000)]
    [InlineData("2024-03-10T02:30", Disambiguation.Earlier, "2024-03-10T06:30:00Z", -18000)]
    [InlineData("2024-03-10T02:30", Disambiguation.Later, "2024-03-10T07:30:00Z", -14400)]
    public void Resolve_Disambiguation_ChoosesTheInstant(string local, Disambiguation choice, string expected, int offset)
    {
        var resolved = Resolve(Query(local, NewYork) with { Disambiguation = choice });
        Assert.Equal((expected, offset), (resolved.Utc.ToIso(), resolved.OffsetSeconds));
    }

    [Theory]
    [InlineData("2024-03-10T02:30", "TIME.NONEXISTENT")]
    [InlineData("2024-11-03T01:30", "TIME.AMBIGUOUS")]
    public void Resolve_Reject_IsAnErrorWithBothInstants(string local, string code)
    {
        var outcome = Resolver.Resolve(Query(local, NewYork) with { Disambiguation = Disambiguation.Reject });
        Assert.Equal((400, code), (outcome.Error!.Status, outcome.Error.Code));
        Assert.Equal(2, ((IReadOnlyList<string>)outcome.Error.Extensions["alternatives"]!).Count);
    }

    [Theory]
    [InlineData(true, "2024-11-03T05:30:00Z")]
    [InlineData(false, "2024-11-03T06:30:00Z")]
    public void Resolve_AssumeDst_ChoosesAmongTwoReadings(bool dst, string expected) =>
        Assert.Equal(expected, Resolve(Query("2024-11-03T01:30", NewYork) with { AssumeDst = dst, Disambiguation = Disambiguation.Reject }).Utc.ToIso());

    [Fact]
    public void Resolve_SkippedDay_MovesForwardByTheDay()
    {
        // Samoa had no 30 December 2011.
        var resolved = Resolve(Query("2011-12-30T12:00", new GeoPlace(-13.83, -171.77)));
        Assert.True(resolved.IsNonexistent);
        Assert.Equal("2011-12-30T22:00:00Z", resolved.Utc.ToIso());
    }

    // The contract's decision: the patch, confidence medium.
    [Fact]
    public void Resolve_FortKnox1962_FollowsThePatch()
    {
        var resolved = Resolve(Query("1962-07-02T23:33", FortKnox));
        Assert.Equal("1962-07-03T04:33:00Z", resolved.Utc.ToIso());
        Assert.Equal((Confidence.Medium, "America/New_York", -18000, false), (resolved.Confidence, resolved.ZoneId, resolved.OffsetSeconds, resolved.IsDst));
        Assert.Equal("kentucky_fort_knox_area", Assert.Single(resolved.PatchesApplied));
        Assert.Contains("historical_patches", resolved.Sources);
    }

    [Theory]
    [InlineData(ParityProfile.AstroCom)]
    [InlineData(ParityProfile.Clairvision)]
    public void Resolve_TzdbOnlyProfiles_IgnorePatches(ParityProfile profile)
    {
        var resolved = Resolve(Query("1962-07-02T23:33", FortKnox) with { Profile = profile });
        Assert.Equal("1962-07-03T03:33:00Z", resolved.Utc.ToIso());
        Assert.Empty(resolved.PatchesApplied);
    }

    [Fact]
    public void Resolve_ModernOnlyBefore1970_IsRefused()
    {
        var query = Query("1969-12-31T23:59", NewYork) with { Profile = ParityProfile.ModernOnly };
        Assert.Equal("TIME.RESOLUTION_FAILED", Resolver.Resolve(query).Error!.Code);
        Assert.Null(Resolver.Resolve(query with { Local = Read("1970-01-01T00:00") }).Error);
    }

    [Theory]
    [InlineData("EST", -18000)]
    [InlineData("edt", -14400)]
    [InlineData("CST", -21600)]
    [InlineData("CDT", -18000)]
    [InlineData("MST", -25200)]
    [InlineData("MDT", -21600)]
    [InlineData("PST", -28800)]
    [InlineData("PDT", -25200)]
    [InlineData("Europe/Berlin", 7200)]
    [InlineData("+05:30", 19800)]
    [InlineData("-00:25:21", -1521)]
    public void Resolve_AsEntered_TheCallersWordWinsAndTheDifferenceIsSaid(string word, int offset)
    {
        var resolved = Resolve(Query("2023-07-12T02:30", NewYork) with { Profile = ParityProfile.AsEntered, UserZone = word });
        Assert.Equal((offset, Confidence.Low), (resolved.OffsetSeconds, resolved.Confidence));
        Assert.Single(resolved.Warnings);
    }

    [Theory]
    [InlineData(-14400, 0)]
    [InlineData(-18000, 0)]
    [InlineData(-10799, 1)]
    public void Resolve_AsEnteredOffset_WarnsOnlyBeyondAnHour(int offset, int warnings)
    {
        var resolved = Resolve(Query("2023-07-12T02:30", NewYork) with { Profile = ParityProfile.AsEntered, UserOffsetSeconds = offset });
        Assert.Equal(offset, resolved.OffsetSeconds);
        Assert.Equal(warnings, resolved.Warnings.Count);
    }

    [Fact]
    public void Resolve_UserZoneUnderStrictHistory_IsOnlyCompared()
    {
        var resolved = Resolve(Query("2023-07-12T02:30", NewYork) with { UserZone = "America/Chicago" });
        Assert.Equal("America/New_York", resolved.ZoneId);
        Assert.Contains("America/Chicago", Assert.Single(resolved.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("America/Nowhere")]
    [InlineData("+25:00")]
    public void Resolve_UnknownZone_IsRefused(string zone) =>
        Assert.Equal("INPUT.INVALID", Resolver.Resolve(Query("2023-07-12T02:30", NewYork) with { ZoneOverride = zone }).Error!.Code);

    [Fact]
    public void Resolve_NeitherPlaceNorZone_IsRefused() =>
        Assert.Equal("INPUT.MISSING_REQUIRED", Resolver.Resolve(Query("2023-07-12T02:30", null)).Error!.Code);

    [Theory]
    [InlineData(30.0, -40.0, "Etc/GMT+3", -10800)]
    [InlineData(0.0, 0.0, "Etc/GMT", 0)]
    [InlineData(-40.0, 100.0, "Etc/GMT-7", 25200)]
    [InlineData(40.0, 180.0, "Etc/GMT-12", 43200)]
    [InlineData(40.0, -180.0, "Etc/GMT+12", -43200)]
    public void Resolve_OpenSea_IsNauticalTimeWithLowConfidence(double latitude, double longitude, string zone, int offset)
    {
        var resolved = Resolve(Query("2023-07-12T12:00", new GeoPlace(latitude, longitude)));
        Assert.Equal((zone, offset, Confidence.Low), (resolved.ZoneId, resolved.OffsetSeconds, resolved.Confidence));
        Assert.Contains("nautical_time", resolved.Sources);
    }

    [Fact]
    public void Resolve_BestEffortAtSea_TakesTheNearestZone()
    {
        var bayOfBiscay = new GeoPlace(45.5, -4.0);
        Assert.Equal("Etc/GMT", Resolve(Query("2023-07-12T12:00", bayOfBiscay)).ZoneId);
        var resolved = Resolve(Query("2023-07-12T12:00", bayOfBiscay) with { Profile = ParityProfile.BestEffort });
        Assert.Equal(("Europe/Paris", Confidence.Low), (resolved.ZoneId, resolved.Confidence));
    }

    [Fact]
    public void Resolve_LocalMeanTimeFarFromTheNamesake_SaysSo()
    {
        // Strasbourg kept its own mean time, half an hour off Berlin's, before 1891; the map gives Paris.
        var resolved = Resolve(Query("1850-06-01T12:00", new GeoPlace(48.58, 7.75)));
        Assert.Equal(("Europe/Paris", 561, Confidence.Medium), (resolved.ZoneId, resolved.OffsetSeconds, resolved.Confidence));
        Assert.Contains("1860 s", Assert.Single(resolved.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_PlaceOnTheBorderOfOtherClocks_LosesConfidence()
    {
        // In Tornio, on the river between Finland (+2) and Sweden (+1).
        var resolved = Resolve(Query("2023-07-12T12:00", new GeoPlace(65.831, 24.150)));
        Assert.Equal(Confidence.Medium, resolved.Confidence);
        Assert.NotEmpty(resolved.Warnings);
    }

    [Fact]
    public void Resolve_PlaceWithTwoTimes_NamesTheOther()
    {
        var resolved = Resolve(Query("2023-07-12T12:00", new GeoPlace(43.8, 87.6)));
        Assert.Contains("Asia/", Assert.Single(resolved.Warnings), StringComparison.Ordinal);
        Assert.Equal(Confidence.Medium, resolved.Confidence);
    }

    [Fact]
    public void Resolve_SecondSixty_IsTakenOnlyAtALeapSecond()
    {
        var local = Read("2017-01-01T00:59:60");
        Assert.Equal("2016-12-31T23:59:60Z", Resolve(new TimeQuery(local, null) { ZoneOverride = "Europe/Paris" }).Utc.ToIso());
        Assert.NotNull(Resolver.Resolve(new TimeQuery(local, null) { ZoneOverride = "Europe/Athens" }).Error);
    }

    [Theory]
    [InlineData("-0043-03-15T12:00", "-0043-03-15T11:10:04Z")]
    [InlineData("+12024-07-01T12:00", "+12024-07-01T10:00:00Z")]
    public void Resolve_YearsBeyondFourDigits_AreResolved(string local, string expected) =>
        Assert.Equal(expected, Resolve(Query(local, null) with { ZoneOverride = "Europe/Rome" }).Utc.ToIso());

    [Fact]
    public void Patches_ContradictingOnes_AreRefusedOrOutweighed()
    {
        // The kinds of contradiction that the contract names, with its reasons.
        const string File = """
            {"patches":{
              "hawaii":{"coordinates":{"min_lat":18.9,"max_lat":22.3,"min_lon":-160.3,"max_lon":-154.8},"date_range":{"start":"1900-04-30","end":"1959-08-21"},
                "override":{"zone_id":"Pacific/Honolulu","offset_seconds":-36000,"dst_rules":"none"},"reason":"wide as the zone","confidence":"high","sources":[]},
              "war_time":{"coordinates":{"min_lat":40.4,"max_lat":40.9,"min_lon":-74.3,"max_lon":-73.7},"date_range":{"start":"1943-01-01","end":"1943-12-31"},
                "override":{"zone_id":"America/New_York","offset_seconds":-14400,"dst_rules":"us_standard"},"reason":"a fifth hour","confidence":"high","sources":[]},
              "wide":{"coordinates":{"min_lat":37.5,"max_lat":38.5,"min_lon":-86.5,"max_lon":-84.5},"date_range":{"start":"1883-11-18","end":"1962-12-31"},
                "override":{"zone_id":"America/Chicago","offset_seconds":-21600,"dst_rules":"us_standard"},"reason":"wide box","confidence":"high","sources":["x"]},
              "narrow":{"coordinates":{"min_lat":37.8,"max_lat":37.9,"min_lon":-86.0,"max_lon":-85.9},"date_range":{"start":"1883-11-18","end":"1962-12-31"},
                "override":{"zone_id":"America/New_York","offset_seconds":-18000,"dst_rules":"none"},"reason":"narrow box","confidence":"low","sources":["y"]},
              "unknown_rule":{"coordinates":{"min_lat":53.2,"max_lat":53.5,"min_lon":-6.5,"max_lon":-6.0},"date_range":{"start":"1940-05-25","end":"1940-10-07"},
                "override":{"zone_id":"Europe/Dublin","offset_seconds":3600,"dst_rules":"uk_wartime"},"reason":"","confidence":"high","sources":[]}
            }}
            """;
        var patches = PatchSet.Read(Encoding.UTF8.GetBytes(File), Zones);
        Assert.Equal(2, patches.Refused.Count);
        Assert.Contains(patches.Refused, refused => refused.StartsWith("war_time", StringComparison.Ordinal));
        Assert.Contains(patches.Refused, refused => refused.StartsWith("unknown_rule", StringComparison.Ordinal));

        var resolver = new TimeResolver(Zones, Finder, patches);
        Assert.True(resolver.Resolve(Query("1940-12-01T12:00", new GeoPlace(21.307, -157.858))).TryGet(out var honolulu, out _));
        Assert.Equal((-37800, 0), (honolulu.OffsetSeconds, honolulu.PatchesApplied.Count));
        Assert.True(resolver.Resolve(Query("1962-07-02T23:33", FortKnox)).TryGet(out var fortKnox, out _));
        Assert.Equal(("narrow", Confidence.Low, -18000), (Assert.Single(fortKnox.PatchesApplied), fortKnox.Confidence, fortKnox.OffsetSeconds));
        // In the wide box only: Chicago's clocks with the American summer hour.
        Assert.True(resolver.Resolve(Query("1955-07-02T12:00", new GeoPlace(37.6, -86.4))).TryGet(out var wide, out _));
        Assert.Equal((-18000, true, "wide"), (wide.OffsetSeconds, wide.IsDst, Assert.Single(wide.PatchesApplied)));
        Assert.True(resolver.Resolve(Query("1955-01-02T12:00", new GeoPlace(37.6, -86.4))).TryGet(out var winter, out _));
        Assert.Equal((-21600, false), (winter.OffsetSeconds, winter.IsDst));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"patches\":7}")]
    [InlineData("patches")]
    public void Patches_NoPatchFile_IsRefused(string file) =>
        Assert.Throws<FormatException>(() => PatchSet.Read(Encoding.UTF8.GetBytes(file), Zones));

    private static ResolvedTime Resolve(TimeQuery query)
    {
        var outcome = Resolver.Resolve(query);
        Assert.True(outcome.TryGet(out var resolved, out var error), error?.Detail);
        return resolved;
    }

    private static TimeQuery Query(string local, GeoPlace? place) => new(Read(local), place);

    private static LocalDateTime Read(string local)
    {
        Assert.Null(LocalDateTimeText.TryRead(local, CalendarKind.Civil, false, out var read));
        return read;
    }
}
