using System.Buffers.Binary;
using System.Text;
using Ephemeris.Api.TimeResolution;

namespace Ephemeris.Api.Tests.TimeResolution;

public sealed class TzifReaderTests
{
    private static readonly byte[] NewYork = BundledZones.Load().Bytes("America/New_York").ToArray();

    [Fact]
    public void TryRead_VersionOneFile_IsReadWithoutFooter()
    {
        // Two types and one transition: -4:56:02 to -5:00 at 1883-11-18T17:00:00Z, beyond 32 bits' reach, so 1901 stands in.
        var file = Version1([-2_000_000_000], [1], [(-17762, 0, 0), (-18000, 0, 4)], "LMT\0EST\0");
        Assert.True(TzifReader.TryRead(file, out var rules, out var problem), problem);
        Assert.Equal(-17762, rules!.SpanAt(-2_000_000_001).Type.OffsetSeconds);
        Assert.Equal("EST", rules.SpanAt(4_000_000_000).Type.Abbreviation);
    }

    [Fact]
    public void TryRead_SlimFile_FollowsTheFooterAfterItsLastTransition()
    {
        var file = Version2([1_173_596_400], [1], [(-18000, 0, 0), (-14400, 1, 4)], "EST\0EDT\0", "EST5EDT,M3.2.0,M11.1.0", '2');
        Assert.True(TzifReader.TryRead(file, out var rules, out var problem), problem);
        Assert.Equal("EDT", rules!.SpanAt(Golden.Seconds("2050-07-01T00:00:00Z")).Type.Abbreviation);
        Assert.Equal("EST", rules.SpanAt(Golden.Seconds("2050-11-06T06:00:00Z")).Type.Abbreviation);
        Assert.Equal("EDT", rules.SpanAt(Golden.Seconds("2050-11-06T05:59:59Z")).Type.Abbreviation);
    }

    [Fact]
    public void TryRead_NoTransitionsAndFooter_FooterHoldsForAllTime()
    {
        var file = Version2([], [], [(3600, 0, 0)], "CET\0", "CET-1CEST,M3.5.0,M10.5.0/3", '3');
        Assert.True(TzifReader.TryRead(file, out var rules, out var problem), problem);
        Assert.Equal(7200, rules!.SpanAt(Golden.Seconds("1900-07-01T00:00:00Z")).Type.OffsetSeconds);
    }

    [Theory]
    [InlineData("EST5EDT,M3.2.0,M11.1.0", "2024-03-10T07:00:00Z", "EDT")]
    [InlineData("EST5EDT,M3.2.0,M11.1.0", "2024-03-10T06:59:59Z", "EST")]
    [InlineData("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2024-03-31T00:59:59Z", "-02")]     // Nuuk: 22:00 on the Saturday
    [InlineData("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2024-03-31T01:00:00Z", "-01")]
    [InlineData("IST-2IDT,M3.4.4/26,M10.5.0", "2024-03-29T00:00:00Z", "IDT")]           // Friday before the last Sunday
    [InlineData("IST-1GMT0,M10.5.0,M3.5.0/1", "2024-12-01T00:00:00Z", "GMT")]           // Dublin: winter is the exception
    [InlineData("IST-1GMT0,M10.5.0,M3.5.0/1", "2024-07-01T00:00:00Z", "IST")]
    [InlineData("AEST-10AEDT,M10.1.0,M4.1.0/3", "2024-01-01T00:00:00Z", "AEDT")]        // south: over New Year
    [InlineData("XXX3EDT4,0/0,J365/23", "2024-12-31T23:59:59Z", "EDT")]                 // daylight saving all year
    [InlineData("AAA0BBB,J60/0,J300/0", "2024-03-01T00:00:00Z", "BBB")]                 // J60 is 1 March in leap years too
    [InlineData("AAA0BBB,59/0,300/0", "2024-02-29T00:00:00Z", "BBB")]                   // day 59 counted from 0 is 29 February
    public void PosixRule_ReferenceInstants_GivesTheTypeInForce(string rule, string utc, string expected)
    {
        Assert.True(PosixRule.TryParse(rule, out var parsed));
        Assert.Equal(expected, parsed!.SpanAt(Golden.Seconds(utc)).Type.Abbreviation);
    }

    [Theory]
    [InlineData("EST")]
    [InlineData("ES5")]
    [InlineData("EST5EDT")]
    [InlineData("EST5EDT,M13.2.0,M11.1.0")]
    [InlineData("EST5EDT,M3.2.0,M11.1.0x")]
    [InlineData("EST25")]
    [InlineData("<+0530-5:30")]
    [InlineData("EST5EDT,J0,J365")]
    [InlineData("EST5EDT,M3.2.0/168,M11.1.0")]
    public void PosixRule_Malformed_IsRefused(string rule) => Assert.False(PosixRule.TryParse(rule, out _));

    [Fact]
    public void TryRead_CutAnywhere_IsRefusedWithAReason()
    {
        for (var length = 0; length < NewYork.Length; length++)
        {
            Assert.False(TzifReader.TryRead(NewYork.AsSpan(0, length), out _, out var problem), $"read at {length} bytes");
            Assert.NotNull(problem);
        }
    }

    [Theory]
    [InlineData(0, "TZif header")]
    [InlineData(4, "version")]
    [InlineData(20, "isutcnt")]
    [InlineData(28, "leap")]
    [InlineData(36, "typecnt")]
    public void TryRead_DamagedHeader_NamesTheField(int at, string field)
    {
        var damaged = (byte[])NewYork.Clone();
        damaged[at] = 1;
        Assert.False(TzifReader.TryRead(damaged, out _, out var problem));
        Assert.Contains(field, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_TransitionsOutOfOrder_IsRefused()
    {
        var file = Version1([5, 4], [0, 0], [(0, 0, 0)], "UTC\0");
        Assert.False(TzifReader.TryRead(file, out _, out var problem));
        Assert.Contains("transition 1", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_TypeIndexPastTheEnd_IsRefused()
    {
        var file = Version1([5], [1], [(0, 0, 0)], "UTC\0");
        Assert.False(TzifReader.TryRead(file, out _, out var problem));
        Assert.Contains("local time type 1 of 1", problem, StringComparison.Ordinal);
    }

    private static byte[] Version1(int[] times, byte[] kinds, (int Offset, byte Dst, byte Name)[] types, string names) =>
        [.. Header('\0', times.Length, types.Length, names.Length), .. times.SelectMany(Big), .. kinds, .. Types(types), .. Encoding.ASCII.GetBytes(names)];

    private static byte[] Version2(
        long[] times, byte[] kinds, (int Offset, byte Dst, byte Name)[] types, string names, string footer, char version) =>
    [
        .. Header(version, 0, 1, 1), 0, 0, 0, 0, 0, 0, 0,
        .. Header(version, times.Length, types.Length, names.Length),
        .. times.SelectMany(Big), .. kinds, .. Types(types), .. Encoding.ASCII.GetBytes(names),
        .. Encoding.ASCII.GetBytes($"\n{footer}\n"),
    ];

    private static IEnumerable<byte> Types((int Offset, byte Dst, byte Name)[] types) =>
        types.SelectMany(type => (byte[])[.. Big(type.Offset), type.Dst, type.Name]);

    private static byte[] Header(char version, int times, int types, int names) =>
    [
        .. "TZif"u8, (byte)version, .. new byte[15], .. Big(0), .. Big(0), .. Big(0), .. Big(times), .. Big(types), .. Big(names),
    ];

    private static byte[] Big(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Big(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }
}
