using System.Buffers.Binary;
using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Kernels;

/// <summary>One summary of a DAF: its doubles and integers, and its name.</summary>
/// <param name="Name">Segment name, trimmed.</param>
/// <param name="Doubles">ND doubles; start and stop, TDB seconds past J2000, for SPK and PCK.</param>
/// <param name="Integers">NI integers; the last two are the first and last address.</param>
internal readonly record struct DafSummary(string Name, double[] Doubles, int[] Integers);

/// <summary>
/// A double precision array file (NAIF DAF Required Reading), mapped read-only. Every field of the file record and of the
/// summary chain is checked on opening; afterwards the object is immutable and safe for any number of threads.
/// </summary>
/// <remarks>
/// Data words are read through a pointer that lives as long as this object: whoever evaluates holds a reference to it
/// (<see cref="GC.KeepAlive"/>). A big-endian file is copied once into native order. The file must not be truncated while
/// it is mapped; replacing it by rename is safe.
/// </remarks>
internal sealed unsafe class DafFile : IDisposable
{
    private const int RecordBytes = 1024;
    private const int WordBytes = 8;
    private const int FtpOffset = 699;

    // CR, LF, CR LF, CR NUL, 0x81 and 0x10 0xCE between colons: text-mode transfer alters at least one of them.
    private static readonly byte[] FtpString =
        [.. "FTPSTR:"u8, 0x0D, (byte)':', 0x0A, (byte)':', 0x0D, 0x0A, (byte)':', 0x0D, 0x00, (byte)':', 0x81, (byte)':', 0x10, 0xCE, .. ":ENDFTP"u8];

    private readonly MemoryMappedFile _map;
    private readonly SafeMemoryMappedViewHandle _view;
    private readonly byte* _bytes;
    private readonly bool _bigEndian;
    private double* _words;

    private DafFile(string name, MemoryMappedFile map, SafeMemoryMappedViewHandle view, byte* bytes, long length, bool bigEndian)
    {
        (Name, _map, _view, LengthBytes, _bigEndian) = (name, map, view, length, bigEndian);
        _bytes = bytes;
        WordCount = length / WordBytes;
        _words = (double*)bytes;
    }

    /// <summary>File name without folder.</summary>
    public string Name { get; }

    /// <summary>Size of the file, bytes.</summary>
    public long LengthBytes { get; }

    /// <summary>Number of whole words in the file.</summary>
    public long WordCount { get; }

    /// <summary><c>SPK</c> or <c>PCK</c>.</summary>
    public string Kind { get; private set; } = "SPK";

    /// <summary><c>LTL-IEEE</c> or <c>BIG-IEEE</c>.</summary>
    public string Format => _bigEndian ? "BIG-IEEE" : "LTL-IEEE";

    /// <summary>Internal file name, trimmed.</summary>
    public string InternalName { get; private set; } = "";

    /// <summary>Comment area, lines ended by LF; empty when there is none.</summary>
    public string Comments { get; private set; } = "";

    /// <summary>Summaries in file order.</summary>
    public DafSummary[] Summaries { get; private set; } = [];

    /// <summary>Opens and validates a file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <returns>The file, or <see cref="KernelDamaged"/> or <see cref="KernelUnsupported"/>.</returns>
    public static Outcome<DafFile> Open(string path)
    {
        var name = Path.GetFileName(path);
        long length;
        MemoryMappedFile map;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            length = stream.Length;
            if (length < RecordBytes)
            {
                return new KernelDamaged(name, "the file's size", $"{length} bytes", "at least one record of 1024");
            }

            map = MemoryMappedFile.CreateFromFile(
                stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new KernelDamaged(name, "the file", exception.GetType().Name, "a readable file");
        }

        // The view accessor only hands its handle on; the handle is owned by the DafFile.
        var view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read).SafeMemoryMappedViewHandle;
        byte* bytes = null;
        view.AcquirePointer(ref bytes);
        var file = new DafFile(name, map, view, bytes, length, IsBigEndian(bytes));
        if (file.Read() is { } error)
        {
            file.Dispose();
            return error;
        }

        return file;
    }

    /// <summary>Pointer to the word at a 1-based address, in native byte order; addresses were checked on opening.</summary>
    public double* Word(long address) => _words + (address - 1);

    /// <summary>Words of an address range, native order.</summary>
    public double this[long address] => *Word(address);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_view.IsClosed)
        {
            return;
        }

        FreeCopy();
        _view.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the native copy; the map's own handles have their finalisers.</summary>
    ~DafFile() => FreeCopy();

    private void FreeCopy()
    {
        if (_words != (double*)_bytes && _words != null)
        {
            NativeMemory.AlignedFree(_words);
            _words = null;
        }
    }

    private static bool IsBigEndian(byte* bytes)
    {
        var format = Encoding.ASCII.GetString(bytes + 88, 8);
        // Files written before 1995 name no format; a count of two doubles tells the order.
        return format == "BIG-IEEE" || (format != "LTL-IEEE" && BinaryPrimitives.ReadInt32BigEndian(new ReadOnlySpan<byte>(bytes + 8, 4)) == 2);
    }

    private Error? Read()
    {
        var header = new ReadOnlySpan<byte>(_bytes, RecordBytes);
        var identifier = Encoding.ASCII.GetString(header[..8]);
        if (identifier is not ("DAF/SPK " or "DAF/PCK " or "NAIF/DAF"))
        {
            return Damaged("LOCIDW", Printable(identifier), "DAF/SPK, DAF/PCK or NAIF/DAF");
        }

        var old = identifier == "NAIF/DAF";
        var format = Encoding.ASCII.GetString(header.Slice(88, 8));
        if (!old && format is not ("LTL-IEEE" or "BIG-IEEE"))
        {
            return new KernelUnsupported(Name, "LOCFMT", Printable(format), "LTL-IEEE or BIG-IEEE");
        }

        if (!old && !header.Slice(FtpOffset, FtpString.Length).SequenceEqual(FtpString))
        {
            return Damaged("FTPSTR", "damaged", "the 28 bytes that a text-mode transfer would spoil");
        }

        var (nd, ni) = (Int32(8), Int32(12));
        Kind = identifier == "DAF/PCK " ? "PCK" : "SPK";
        var wantNi = Kind == "PCK" ? 5 : 6;
        if (nd != 2 || ni != wantNi)
        {
            return Damaged("ND and NI", $"{nd} and {ni}", $"2 and {wantNi}");
        }

        InternalName = Printable(Encoding.ASCII.GetString(header.Slice(16, 60)));
        var (forward, backward, free) = (Int32(76), Int32(80), Int32(84));
        var records = LengthBytes / RecordBytes;
        if (forward < 2 || forward > records || backward < forward || backward > records)
        {
            return Damaged("FWARD and BWARD", $"{forward} and {backward}", $"record numbers from 2 to {records}");
        }

        if (free < 1 || free - 1 > WordCount)
        {
            return Damaged("FREE", $"{free}", $"an address in a file of {WordCount} words: the file is cut short");
        }

        Comments = ReadComments(forward - 1);
        CopyToNativeOrder();
        return ReadSummaries(forward, backward, records, free, nd, ni);
    }

    private KernelDamaged? ReadSummaries(int forward, int backward, long records, int free, int nd, int ni)
    {
        var words = nd + ((ni + 1) / 2);
        var perRecord = 125 / words;
        List<DafSummary> summaries = [];
        var previous = 0L;
        var record = (long)forward;
        for (var hops = 0; record != 0; hops++)
        {
            if (record < 2 || record + 1 > records || hops > records)
            {
                return Damaged("a summary record's number", $"{record}", $"2 to {records - 1}, each once");
            }

            var start = ((record - 1) * 128) + 1;
            var (next, prev, count) = (this[start], this[start + 1], this[start + 2]);
            if (!(count >= 0 && count <= perRecord && count == Math.Floor(count)))
            {
                return Damaged($"NSUM of record {record}", Text(count), $"0 to {perRecord}");
            }

            if (prev != previous || !(next >= 0 && next <= records && next == Math.Floor(next)))
            {
                return Damaged($"NEXT and PREV of record {record}", $"{Text(next)} and {Text(prev)}", "a chain of record numbers");
            }

            for (var i = 0; i < (int)count; i++)
            {
                var summary = ReadSummary(record, i, words, nd, ni);
                if (Check(summary) is { } error)
                {
                    return error;
                }

                summaries.Add(summary);
            }

            (previous, record) = (record, (long)next);
        }

        if (previous != backward)
        {
            return Damaged("BWARD", $"{backward}", $"{previous}, where the chain of summaries ends");
        }

        Summaries = [.. summaries];
        var end = summaries.Count == 0 ? 0 : summaries.Max(summary => summary.Integers[^1]);
        return end < free ? null : Damaged("FREE", $"{free}", $"an address after the last segment, which ends at {end}");
    }

    private DafSummary ReadSummary(long record, int index, int words, int nd, int ni)
    {
        var offset = ((record - 1) * RecordBytes) + 24 + (index * words * WordBytes);
        var doubles = new double[nd];
        for (var k = 0; k < nd; k++)
        {
            doubles[k] = BitConverter.Int64BitsToDouble(Int64(offset + (k * WordBytes)));
        }

        var integers = new int[ni];
        for (var k = 0; k < ni; k++)
        {
            integers[k] = Int32(offset + (nd * WordBytes) + (k * 4));
        }

        var name = new ReadOnlySpan<byte>(_bytes + (record * RecordBytes) + (index * words * WordBytes), words * WordBytes);
        return new DafSummary(Printable(Encoding.ASCII.GetString(name)), doubles, integers);
    }

    private KernelDamaged? Check(DafSummary summary)
    {
        var (start, stop) = (summary.Doubles[0], summary.Doubles[1]);
        if (!double.IsFinite(start) || !double.IsFinite(stop) || start > stop)
        {
            return Damaged($"the span of segment '{summary.Name}'", $"{Text(start)} to {Text(stop)}", "two finite times in order");
        }

        var (first, last) = (summary.Integers[^2], summary.Integers[^1]);
        return first < 129 || last < first || last > WordCount
            ? Damaged($"the addresses of segment '{summary.Name}'", $"{first} to {last}", $"129 to {WordCount}, where the file ends")
            : null;
    }

    private string ReadComments(int lastRecord)
    {
        var text = new StringBuilder();
        for (var record = 2; record <= lastRecord; record++)
        {
            foreach (var value in new ReadOnlySpan<byte>(_bytes + ((record - 1L) * RecordBytes), 1000))
            {
                if (value == 4)
                {
                    return text.ToString();
                }

                text.Append(value == 0 ? '\n' : value is >= 32 and < 127 ? (char)value : '?');
            }
        }

        return text.ToString();
    }

    private void CopyToNativeOrder()
    {
        if (_bigEndian != BitConverter.IsLittleEndian)
        {
            return;
        }

        var copy = (long*)NativeMemory.AlignedAlloc((nuint)Math.Max(WordCount * WordBytes, WordBytes), 64);
        for (var i = 0L; i < WordCount; i++)
        {
            copy[i] = BinaryPrimitives.ReverseEndianness(((long*)_bytes)[i]);
        }

        _words = (double*)copy;
    }

    private int Int32(long offset)
    {
        var span = new ReadOnlySpan<byte>(_bytes + offset, 4);
        return _bigEndian ? BinaryPrimitives.ReadInt32BigEndian(span) : BinaryPrimitives.ReadInt32LittleEndian(span);
    }

    private long Int64(long offset)
    {
        var span = new ReadOnlySpan<byte>(_bytes + offset, WordBytes);
        return _bigEndian ? BinaryPrimitives.ReadInt64BigEndian(span) : BinaryPrimitives.ReadInt64LittleEndian(span);
    }

    private KernelDamaged Damaged(string field, string got, string want) => new(Name, field, got, want);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Printable(string text) =>
        string.Concat(text.Select(c => c is >= ' ' and < (char)127 ? c : '?')).TrimEnd(' ', '?').Trim();
}
