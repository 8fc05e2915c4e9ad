using System.Buffers.Binary;
using Ephemeris.Api.Kernels;
using Ephemeris.Api.Time;

namespace Ephemeris.Api.Tests.Kernels;

public sealed class DafFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kernels").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(699)]
    [InlineData(706)]
    [InlineData(713)]
    [InlineData(726)]
    public void Open_FtpStringAltered_IsRefused(int offset)
    {
        var error = Assert.IsType<KernelDamaged>(OpenAltered(bytes => bytes[offset] ^= 0x20));
        Assert.Equal("FTPSTR", error.Field);
    }

    [Fact]
    public void Open_OneKilobyteCut_NamesAddressesPastTheEnd()
    {
        var error = Assert.IsType<KernelDamaged>(OpenAltered(static _ => { }, bytes => bytes[..^1024]));
        Assert.Contains("words", error.Want, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_CutButFreeAddressMended_NamesTheSegment()
    {
        var error = Assert.IsType<KernelDamaged>(OpenAltered(bytes => Int32(bytes, 84, 200), bytes => bytes[..^1024]));
        Assert.Contains("addresses of segment", error.Field, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DAF/CK  ", "LOCIDW")]
    [InlineData("\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000", "LOCIDW")]
    public void Open_OtherIdentifier_IsRefused(string identifier, string field) =>
        Assert.Equal(field, Assert.IsType<KernelDamaged>(OpenAltered(bytes => Ascii(bytes, 0, identifier))).Field);

    [Fact]
    public void Open_VaxFormat_IsUnsupported() =>
        Assert.Equal("LOCFMT", Assert.IsType<KernelUnsupported>(OpenAltered(bytes => Ascii(bytes, 88, "VAX-GFLT"))).Field);

    [Fact]
    public void Open_SummaryChainInACircle_IsRefused() =>
        Assert.IsType<KernelDamaged>(OpenAltered(bytes => Double(bytes, SummaryRecord(bytes), SummaryRecordNumber(bytes))));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1.0)]
    [InlineData(26.0)]
    [InlineData(1.5)]
    public void Open_ImpossibleSummaryCount_IsRefused(double count) =>
        Assert.Contains(
            "NSUM",
            Assert.IsType<KernelDamaged>(OpenAltered(bytes => Double(bytes, SummaryRecord(bytes) + 16, count))).Field,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(1e300)]
    [InlineData(double.PositiveInfinity)]
    public void Open_ImpossibleSpan_IsRefused(double start) =>
        Assert.IsType<KernelDamaged>(OpenAltered(bytes => Double(bytes, SummaryRecord(bytes) + 24, start)));

    [Theory]
    [InlineData(1, 0.0)]
    [InlineData(1, -5.0)]
    [InlineData(1, 1e9)]
    [InlineData(1, double.NaN)]
    [InlineData(2, 34.0)]
    [InlineData(2, 0.0)]
    [InlineData(2, double.NaN)]
    [InlineData(3, 0.0)]
    [InlineData(3, double.NegativeInfinity)]
    public void Open_ImpossibleDirectory_IsRefused(int wordFromEnd, double value) =>
        Assert.IsType<KernelDamaged>(OpenAltered(bytes => Double(bytes, LastWord(bytes) - (8 * (wordFromEnd - 1)), value)));

    [Fact]
    public void Open_Empty_IsRefused() =>
        Assert.IsType<KernelDamaged>(OpenAltered(static _ => { }, static _ => []));

    [Fact]
    public void Open_Missing_IsRefused() =>
        Assert.IsType<KernelDamaged>(KernelData.ErrorOf(KernelFile.Open(Path.Combine(_folder, "absent.bsp"))));

    [Fact]
    public void Evaluate_RecordOfAnotherTime_IsRefused()
    {
        // The middle of the only record of the last segment lies right after its first address.
        var path = Alter(bytes => Double(bytes, 8 * (FirstAddress(bytes) - 1), 1e12), static bytes => bytes);
        var catalog = KernelData.Catalog(path);
        var segment = catalog.Files[0].Segments[0];
        var time = new EphemerisTime(segment.StartSeconds, 0.0);
        Assert.IsType<RecordDamaged>(KernelData.ErrorOf(catalog.State(segment.Target, segment.Center, time)));
    }

    [Fact]
    public void Open_Type21_IsListedAndRefusedWhenEvaluated()
    {
        var catalog = KernelData.Catalog(KernelData.Pack("excerpts/type21_2002060.bsp"));
        var segment = Assert.Single(catalog.Files[0].Segments);
        var error = Assert.IsType<UnsupportedSegmentType>(
            KernelData.ErrorOf(catalog.State(2002060, 0, new EphemerisTime(segment.StartSeconds, 0.0))));
        Assert.Equal(21, error.Type);
        Assert.Contains("unsupported segment type 21", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void State_OutsideCoverage_NamesBothEnds()
    {
        var catalog = KernelData.Catalog(KernelData.Embedded("se431_1550-2650.bsp"));
        var error = Assert.IsType<OutsideCoverage>(KernelData.ErrorOf(catalog.State(301, 399, KernelData.At(2287184.4))));
        Assert.Contains("1549-12-31", error.Detail, StringComparison.Ordinal);
        Assert.Contains("2650-01-25", error.Detail, StringComparison.Ordinal);
        Assert.Equal("RANGE.EPHEMERIS_OUTSIDE", error.Code);
    }

    [Fact]
    public void State_UnknownBody_IsNotInKernel()
    {
        var catalog = KernelData.Catalog(KernelData.Embedded("se431_1550-2650.bsp"));
        Assert.IsType<BodyNotInKernel>(KernelData.ErrorOf(catalog.State(499, 399, KernelData.At(2451545))));
        Assert.IsType<BodyNotInKernel>(KernelData.ErrorOf(catalog.State(301, 777777, KernelData.At(2451545))));
    }

    private static int SummaryRecordNumber(byte[] bytes) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(76));

    private static int SummaryRecord(byte[] bytes) => (SummaryRecordNumber(bytes) - 1) * 1024;

    private static int FirstAddress(byte[] bytes) =>
        BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(SummaryRecord(bytes) + 24 + 16 + 16));

    private static int LastWord(byte[] bytes) =>
        8 * (BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(SummaryRecord(bytes) + 24 + 16 + 20)) - 1);

    private static void Double(byte[] bytes, int offset, double value) =>
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(offset), value);

    private static void Int32(byte[] bytes, int offset, int value) =>
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(offset), value);

    private static void Ascii(byte[] bytes, int offset, string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            bytes[offset + i] = (byte)text[i];
        }
    }

    private Platform.ServiceDefaults.Errors.Error OpenAltered(Action<byte[]> alter, Func<byte[], byte[]>? cut = null) =>
        KernelData.ErrorOf(KernelFile.Open(Alter(alter, cut ?? (static bytes => bytes))));

    private string Alter(Action<byte[]> alter, Func<byte[], byte[]> cut)
    {
        var bytes = File.ReadAllBytes(KernelData.Embedded("se431_asteroids_1900-2100.bsp"));
        alter(bytes);
        var path = Path.Combine(_folder, "altered.bsp");
        File.WriteAllBytes(path, cut(bytes));
        return path;
    }
}
