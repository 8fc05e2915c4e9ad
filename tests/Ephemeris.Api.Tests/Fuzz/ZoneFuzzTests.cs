using System.Text;
using Ephemeris.Api.TimeResolution;

namespace Ephemeris.Api.Tests.Fuzz;

/// <summary>Damaged zone files, rules, patch files and random places: none may throw, hang or answer outside its range.</summary>
public sealed class ZoneFuzzTests
{
    private const int Brief = 4000;

    [Fact]
    public async Task TzifReader_DamagedFiles_AreRefusedOrAnswerInRange()
    {
        var bundle = BundledZones.Load();
        var ids = bundle.Ids.Order(StringComparer.Ordinal).ToArray();
        var inputs = FuzzRun.Inputs(Brief);
        var read = 0;
        await FuzzRun.AllAsync(inputs, (seed, random) =>
        {
            var file = Damage(bundle.Bytes(ids[random.Next(ids.Length)]), random);
            if (!TzifReader.TryRead(file, out var rules, out var problem))
            {
                Assert.False(string.IsNullOrEmpty(problem), "refused without a reason");
                return;
            }

            read++;
            for (var k = 0; k < 4; k++)
            {
                var local = random.NextInt64(-6_311_390_000_000, 6_311_390_000_000);
                var readings = rules!.Map(local);
                Assert.True(readings.IsNonexistent == readings.BeforeGap.HasValue || readings.Spans.Count > 0, $"local {local}");
                foreach (var span in readings.Spans)
                {
                    Assert.InRange(span.Type.OffsetSeconds, -93_600, 93_600);
                    Assert.True(span.Contains(readings.UnixSeconds(span)), $"local {local}");
                    _ = rules.DaylightSaving(span);
                }
            }
        });

        // Damage that leaves some files readable and breaks others: otherwise nothing was tried.
        Assert.True(!FuzzRun.IsRepresentative(inputs) || (read > inputs / 20 && read < inputs - (inputs / 20)), $"{read} of {inputs} read");
    }

    [Fact]
    public Task PosixRule_RandomText_NeverThrows() => FuzzRun.AllAsync(FuzzRun.Inputs(Brief), (seed, random) =>
    {
        var text = FuzzRun.Mutate("EST5EDT,M3.2.0/2,M11.1.0/2", "EST5EDT<>+-,.:/MJ0123456789", random);
        if (PosixRule.TryParse(text, out var rule))
        {
            var at = random.NextInt64(-100_000_000_000, 100_000_000_000);
            Assert.True(rule!.SpanAt(at).Contains(at), $"{text} at {at}");
        }
    });

    [Fact]
    public Task PatchSet_DamagedFiles_AreRefusedOrRead()
    {
        const string File = """{"patches":{"a":{"coordinates":{"min_lat":1,"max_lat":2,"min_lon":3,"max_lon":4},"date_range":{"start":"1900-01-01","end":"1950-01-01"},"override":{"zone_id":"Europe/Paris","offset_seconds":0,"dst_rules":"none"},"confidence":"high","sources":["x"]}}}""";
        var zones = ZoneCatalogue.Open([]);
        return FuzzRun.AllAsync(FuzzRun.Inputs(Brief), (seed, random) =>
        {
            try
            {
                var patches = PatchSet.Read(Encoding.UTF8.GetBytes(FuzzRun.Mutate(File, "{}[]\",:0123456789-e", random)), zones);
                Assert.True(patches.Count + patches.Refused.Count >= 0);
            }
            catch (FormatException)
            {
                // The one documented refusal of a file as a whole.
            }
        });
    }

    [Fact]
    public Task ZoneMap_RandomPlaces_AreAnswered()
    {
        var finder = new ZoneFinder(ZoneMap.Load());
        var zones = ZoneCatalogue.Open([]);
        return FuzzRun.AllAsync(FuzzRun.Inputs(Brief), (seed, random) =>
        {
            var place = new GeoPlace((random.NextDouble() * 180.0) - 90.0, (random.NextDouble() * 360.0) - 180.0);
            Assert.True(zones.TryGet(finder.At(place).ZoneId, out _, out _), place.ToString());
        });
    }

    private static byte[] Damage(ReadOnlySpan<byte> file, Random random)
    {
        var bytes = file.ToArray().ToList();
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)random.Next(256), random.Next(1, 9)));
                    break;
                default:
                    // The counts of the header are where a reader can be led astray.
                    bytes[Math.Min(20 + random.Next(24), bytes.Count - 1)] = (byte)random.Next(256);
                    break;
            }

            if (bytes.Count == 0)
            {
                break;
            }
        }

        return [.. bytes];
    }
}
