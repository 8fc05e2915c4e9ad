using System.Globalization;
using System.Text;
using Ephemeris.Api.TimeResolution;

namespace Ephemeris.Api.Tests.TimeResolution;

/// <summary>
/// Damaged zone files and random text into the parsers: none may throw, hang or answer outside its range. A few thousand inputs
/// by default; <c>FUZZ_INPUTS=1000000 dotnet test --filter FuzzTests</c> for a long run, <c>FUZZ_SEED</c> to repeat one.
/// </summary>
public sealed class FuzzTests
{
    private static readonly int Inputs = Setting("FUZZ_INPUTS", 4000);
    private static readonly int Seed = Setting("FUZZ_SEED", 20260101);

    [Fact]
    public void TzifReader_DamagedFiles_AreRefusedOrAnswerInRange()
    {
        var random = new Random(Seed);
        var bundle = BundledZones.Load();
        var ids = bundle.Ids.Order(StringComparer.Ordinal).ToArray();
        var read = 0;
        for (var i = 0; i < Inputs; i++)
        {
            var file = Damage(bundle.Bytes(ids[random.Next(ids.Length)]), random);
            if (!TzifReader.TryRead(file, out var rules, out var problem))
            {
                Assert.False(string.IsNullOrEmpty(problem), $"seed {Seed}, input {i}: refused without a reason");
                continue;
            }

            read++;
            for (var k = 0; k < 4; k++)
            {
                var local = random.NextInt64(-6_311_390_000_000, 6_311_390_000_000);
                var readings = rules!.Map(local);
                Assert.True(readings.IsNonexistent == readings.BeforeGap.HasValue || readings.Spans.Count > 0, $"seed {Seed}, input {i}, local {local}");
                foreach (var span in readings.Spans)
                {
                    Assert.InRange(span.Type.OffsetSeconds, -93_600, 93_600);
                    Assert.True(span.Contains(readings.UnixSeconds(span)), $"seed {Seed}, input {i}, local {local}");
                    _ = rules.DaylightSaving(span);
                }
            }
        }

        // Damage that leaves some files readable and breaks others: otherwise nothing was tried.
        Assert.InRange(read, Inputs / 20, Inputs - (Inputs / 20));
    }

    [Fact]
    public void PosixRule_RandomText_NeverThrows()
    {
        const string Alphabet = "EST5EDT<>+-,.:/MJ0123456789";
        var random = new Random(Seed + 1);
        for (var i = 0; i < Inputs; i++)
        {
            var text = Mutate("EST5EDT,M3.2.0/2,M11.1.0/2", Alphabet, random);
            if (PosixRule.TryParse(text, out var rule))
            {
                var at = random.NextInt64(-100_000_000_000, 100_000_000_000);
                Assert.True(rule!.SpanAt(at).Contains(at), $"{text} at {at}");
            }
        }
    }

    [Fact]
    public void LocalDateTimeText_RandomText_IsReadOrRefusedAndReadsBack()
    {
        const string Alphabet = "0123456789-+:T ./,APMDecJuly \u0661\u2212é";
        var random = new Random(Seed + 2);
        for (var i = 0; i < Inputs; i++)
        {
            var text = Mutate(random.Next(3) switch { 0 => "1962-07-02T23:33:00.5", 1 => "Dec 25, 2023 3:30 PM", _ => "12/25/2023 15:30" }, Alphabet, random);
            if (LocalDateTimeText.TryRead(text, CalendarKind.Civil, true, out var local) is null)
            {
                Assert.InRange(local.Fraction, 0.0, 1.0);
                Assert.Null(LocalDateTimeText.TryRead(local.ToString(), CalendarKind.Civil, false, out var again));
                Assert.Equal(local.Seconds, again.Seconds);
            }
        }
    }

    [Fact]
    public void PatchSet_DamagedFiles_AreRefusedOrRead()
    {
        const string File = """{"patches":{"a":{"coordinates":{"min_lat":1,"max_lat":2,"min_lon":3,"max_lon":4},"date_range":{"start":"1900-01-01","end":"1950-01-01"},"override":{"zone_id":"Europe/Paris","offset_seconds":0,"dst_rules":"none"},"confidence":"high","sources":["x"]}}}""";
        var random = new Random(Seed + 3);
        var zones = ZoneCatalogue.Open([]);
        for (var i = 0; i < Inputs; i++)
        {
            try
            {
                var patches = PatchSet.Read(Encoding.UTF8.GetBytes(Mutate(File, "{}[]\",:0123456789-e", random)), zones);
                Assert.True(patches.Count + patches.Refused.Count >= 0);
            }
            catch (FormatException)
            {
                // The one documented refusal of a file as a whole.
            }
        }
    }

    [Fact]
    public void ZoneMap_RandomPlaces_AreAnswered()
    {
        var random = new Random(Seed + 4);
        var finder = new ZoneFinder(ZoneMap.Load());
        var zones = ZoneCatalogue.Open([]);
        for (var i = 0; i < Inputs; i++)
        {
            var place = new GeoPlace((random.NextDouble() * 180.0) - 90.0, (random.NextDouble() * 360.0) - 180.0);
            Assert.True(zones.TryGet(finder.At(place).ZoneId, out _, out _), place.ToString());
        }
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

    private static string Mutate(string text, string alphabet, Random random)
    {
        var result = new StringBuilder(text);
        for (var n = random.Next(1, 5); n > 0 && result.Length > 0; n--)
        {
            var at = random.Next(result.Length);
            switch (random.Next(3))
            {
                case 0:
                    result[at] = alphabet[random.Next(alphabet.Length)];
                    break;
                case 1:
                    result.Remove(at, 1);
                    break;
                default:
                    result.Insert(at, alphabet[random.Next(alphabet.Length)]);
                    break;
            }
        }

        return result.ToString();
    }

    private static int Setting(string name, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : fallback;
}
