using System.Buffers.Binary;
using System.Text;

namespace Ephemeris.Api.TimeResolution;

/// <summary>Reader of compiled time zones (TZif, RFC 9636), versions 1 to 4, with offsets to the second.</summary>
/// <remarks>
/// .NET's own reader is not used because it rounds offsets to minutes, and local mean times have seconds. Every count and
/// index is checked against the bytes at hand before use: a damaged file is refused, never half read.
/// </remarks>
public static class TzifReader
{
    private const int HeaderBytes = 44;
    private const int TypeBytes = 6;

    /// <summary>No zone of the tz database has a tenth of this; larger files are damaged or hostile.</summary>
    private const int MaxFileBytes = 1 << 20;

    // RFC 9636 recommends offsets within −25…+26 hours; anything longer than that is no local time.
    private const int MaxOffsetSeconds = 26 * 3600;

    /// <summary>Reads a file.</summary>
    /// <param name="file">All bytes of the file.</param>
    /// <param name="rules">The zone's rules; null when the file is refused.</param>
    /// <param name="problem">Why it is refused, naming the field; null on success.</param>
    public static bool TryRead(ReadOnlySpan<byte> file, out ZoneRules? rules, out string? problem)
    {
        rules = null;
        if (file.Length > MaxFileBytes)
        {
            problem = $"is {file.Length} bytes long; at most {MaxFileBytes} are read";
            return false;
        }

        if (!TryHeader(file, out var header, out problem))
        {
            return false;
        }

        if (header.Version == 0)
        {
            return TryBlock(file[HeaderBytes..], header, 4, null, out rules, out problem);
        }

        var second = HeaderBytes + header.BlockBytes(4);
        if (second > file.Length || !TryHeader(file[(int)second..], out var wide, out problem))
        {
            problem = $"second header at byte {second}: {problem ?? "past the end"}";
            return false;
        }

        var start = (int)second + HeaderBytes;
        var end = start + wide.BlockBytes(8);
        if (end > file.Length)
        {
            problem = $"data block ends at byte {end}, the file at {file.Length}";
            return false;
        }

        return TryFooter(file[(int)end..], out var footer, out problem)
            && TryBlock(file[start..], wide, 8, footer, out rules, out problem);
    }

    private static bool TryHeader(ReadOnlySpan<byte> bytes, out Header header, out string? problem)
    {
        header = default;
        if (bytes.Length < HeaderBytes || !bytes[..4].SequenceEqual("TZif"u8))
        {
            problem = "does not begin with a TZif header of 44 bytes";
            return false;
        }

        var version = bytes[4];
        header = new Header(
            version, Count(bytes, 20), Count(bytes, 24), Count(bytes, 28), Count(bytes, 32), Count(bytes, 36), Count(bytes, 40));
        problem = version is not 0 and < (byte)'2' ? $"has version byte 0x{version:x2}; wanted NUL, '2', '3' or '4'"
            : header.Types is 0 or > 256 ? $"typecnt is {header.Types}; wanted 1 to 256"
            : header.Characters == 0 ? "charcnt is 0; wanted at least 1"
            : header.UtIndicators != 0 && header.UtIndicators != header.Types ? $"isutcnt is {header.UtIndicators}; wanted 0 or {header.Types}"
            : header.StandardIndicators != 0 && header.StandardIndicators != header.Types ? $"isstdcnt is {header.StandardIndicators}; wanted 0 or {header.Types}"
            : header.Leaps != 0 ? "counts leap seconds (a \"right\" zone); wanted a zone in POSIX time"
            : null;
        // A version 2+ file may leave its first block empty of types: only the second is read then.
        problem = version != 0 && header.Types == 0 && header.Times == 0 ? null : problem;
        return problem is null;
    }

    private static uint Count(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);

    private static bool TryFooter(ReadOnlySpan<byte> bytes, out PosixRule? footer, out string? problem)
    {
        footer = null;
        problem = null;
        var end = bytes.Length > 1 ? bytes[1..].IndexOf((byte)'\n') : -1;
        if (bytes.IsEmpty || bytes[0] != (byte)'\n' || end < 0)
        {
            problem = "footer is not enclosed in line feeds";
            return false;
        }

        // An empty footer says that nothing is known after the last transition.
        if (end > 0 && !PosixRule.TryParse(Encoding.Latin1.GetString(bytes.Slice(1, end)), out footer))
        {
            problem = "footer is not a POSIX TZ string";
            return false;
        }

        return true;
    }

    private static bool TryBlock(
        ReadOnlySpan<byte> block, Header header, int timeBytes, PosixRule? footer, out ZoneRules? rules, out string? problem)
    {
        rules = null;
        if (header.Types == 0 || header.BlockBytes(timeBytes) > block.Length)
        {
            problem = header.Types == 0 ? "typecnt is 0; wanted 1 to 256" : $"data block wants {header.BlockBytes(timeBytes)} bytes, {block.Length} are left";
            return false;
        }

        var times = (int)header.Times;
        var transitions = new long[times];
        for (var i = 0; i < times; i++)
        {
            transitions[i] = timeBytes == 8
                ? BinaryPrimitives.ReadInt64BigEndian(block[(i * 8)..])
                : BinaryPrimitives.ReadInt32BigEndian(block[(i * 4)..]);
            if (i > 0 && transitions[i] <= transitions[i - 1])
            {
                problem = $"transition {i} is not after transition {i - 1}";
                return false;
            }
        }

        var kinds = block.Slice(times * timeBytes, times);
        var names = block.Slice((times * (timeBytes + 1)) + ((int)header.Types * TypeBytes), (int)header.Characters);
        var types = new LocalTimeType[header.Types];
        for (var i = 0; i < types.Length; i++)
        {
            if (!TryType(block.Slice((times * (timeBytes + 1)) + (i * TypeBytes), TypeBytes), names, out var type))
            {
                problem = $"local time type {i} has an offset beyond ±26 h, a flag other than 0 and 1, or a name past the end";
                return false;
            }

            types[i] = type;
        }

        if (kinds.IndexOfAnyExceptInRange((byte)0, (byte)(types.Length - 1)) is var bad and >= 0)
        {
            problem = $"transition {bad} names local time type {kinds[bad]} of {types.Length}";
            return false;
        }

        rules = new ZoneRules(transitions, kinds.ToArray(), types, footer);
        problem = null;
        return true;
    }

    private static bool TryType(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> names, out LocalTimeType type)
    {
        var offset = BinaryPrimitives.ReadInt32BigEndian(bytes);
        var (flag, at) = (bytes[4], bytes[5]);
        var end = at < names.Length ? names[at..].IndexOf((byte)0) : -1;
        type = new LocalTimeType(offset, flag == 1, end < 0 ? "" : Encoding.ASCII.GetString(names.Slice(at, end)));
        return offset is >= -MaxOffsetSeconds and <= MaxOffsetSeconds && flag <= 1 && end >= 0;
    }

    private readonly record struct Header(
        byte Version, uint UtIndicators, uint StandardIndicators, uint Leaps, uint Times, uint Types, uint Characters)
    {
        public long BlockBytes(int timeBytes) =>
            ((long)Times * (timeBytes + 1)) + ((long)Types * TypeBytes) + Characters + ((long)Leaps * (timeBytes + 4))
            + StandardIndicators + UtIndicators;
    }
}
