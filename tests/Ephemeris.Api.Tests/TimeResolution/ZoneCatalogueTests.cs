using Ephemeris.Api.TimeResolution;

namespace Ephemeris.Api.Tests.TimeResolution;

/// <summary>The bundled zones against CPython's zoneinfo and glibc's zdump on the same data (Golden/make_zones.py).</summary>
public sealed class ZoneCatalogueTests
{
    private static readonly ZoneCatalogue Bundled = ZoneCatalogue.Open([]);

    [Fact]
    public void SpanAt_ReferenceInstantsOfAllZones_MatchesZoneinfo()
    {
        var zones = new HashSet<string>();
        foreach (var row in Golden.Rows("zone_offsets.csv"))
        {
            Assert.True(Bundled.TryGet(row[0], out _, out var rules), row[0]);
            var span = rules.SpanAt(Golden.Number(row[1]));
            Assert.Equal((row[0], row[1], row[2], row[4]), (row[0], row[1], span.Type.OffsetSeconds.ToString(), span.Type.Abbreviation));
            zones.Add(row[0]);
        }

        Assert.True(zones.Count >= 595, $"only {zones.Count} zones are in the reference");
    }

    [Fact]
    public void DaylightSaving_ReferenceInstantsOfAllZones_IsPositiveWhereZoneinfoSaysSo()
    {
        var differing = Golden.Rows("zone_offsets.csv")
            .Where(row => Bundled.TryGet(row[0], out _, out var rules)
                && rules.DaylightSaving(rules.SpanAt(Golden.Number(row[1]))) > 0 != (row[3] == "1"))
            .Select(row => string.Join(',', row));
        Assert.Empty(differing);
    }

    [Fact]
    public void Map_LocalTimesInGapsAndFolds_GivesBothReadings()
    {
        foreach (var row in Golden.Rows("zone_local_times.csv"))
        {
            Assert.True(Bundled.TryGet(row[0], out _, out var rules), row[0]);
            var readings = rules.Map(Golden.Seconds(row[1]));
            var label = string.Join(',', row);
            Assert.True(readings.IsAmbiguous == (row[4] == "fold"), label);
            Assert.True(readings.IsNonexistent == (row[4] == "gap"), label);
            var first = readings.IsNonexistent ? readings.BeforeGap!.Value : readings.Spans[0];
            var last = readings.IsNonexistent ? readings.AfterGap!.Value : readings.Spans[^1];
            Assert.True(Golden.Seconds(row[2]) == readings.UnixSeconds(first), label);
            Assert.True(Golden.Seconds(row[3]) == readings.UnixSeconds(last), label);
        }
    }

    [Theory]
    [InlineData("europe/amsterdam", "Europe/Amsterdam")]
    [InlineData("US/EASTERN", "US/Eastern")]
    public void TryGet_NameInOtherCase_FindsTheZone(string id, string expected)
    {
        Assert.True(Bundled.TryGet(id, out var name, out _));
        Assert.Equal(expected, name);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("Europe")]
    [InlineData("Mars/Olympus")]
    [InlineData("")]
    public void TryGet_NoZone_IsRefused(string id) => Assert.False(Bundled.TryGet(id, out _, out _));

    [Fact]
    public void Open_FolderWithoutBackzone_FallsBackToTheBundle()
    {
        // What a build without backzone holds: Oslo and Amsterdam as links to Berlin and Brussels.
        var folder = Directory.CreateTempSubdirectory("zones").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "Europe"));
            Copy("Europe/Berlin", Path.Combine(folder, "Europe/Oslo"));
            Copy("Europe/Brussels", Path.Combine(folder, "Europe/Amsterdam"));
            var catalogue = ZoneCatalogue.Open([folder]);
            Assert.Equal("bundled", catalogue.Origin);
            Assert.Equal("2026f", catalogue.Version);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Open_FolderWithBackzone_IsPreferredAndNamed()
    {
        var folder = Directory.CreateTempSubdirectory("zones").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "Europe"));
            Copy("Europe/Oslo", Path.Combine(folder, "Europe/Oslo"));
            Copy("Europe/Amsterdam", Path.Combine(folder, "Europe/Amsterdam"));
            File.WriteAllText(Path.Combine(folder, "tzdata.zi"), "# version 2099z\n");
            var catalogue = ZoneCatalogue.Open(["/nowhere", folder]);
            Assert.Equal(("system", "2099z"), (catalogue.Origin, catalogue.Version));
            // A name that the folder lacks comes from the bundle.
            Assert.True(catalogue.TryGet("Asia/Manila", out _, out _));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void AgeYears_Release_CountsFromItsName() => Assert.Equal(3, Bundled.AgeYears(2029));

    private static void Copy(string id, string path) => File.WriteAllBytes(path, BundledZones.Load().Bytes(id));
}
