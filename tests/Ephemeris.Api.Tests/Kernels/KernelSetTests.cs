using Ephemeris.Api.Kernels;

namespace Ephemeris.Api.Tests.Kernels;

public sealed class KernelSetTests
{
    [Fact]
    public void Slots_EmbeddedFiles_FillBothRoles()
    {
        var set = new KernelSet([.. Embedded()], []);
        Assert.Equal("se431_1550-2650", set.Modern!.Catalog.Name);
        Assert.Equal("1550-2650 CE", set.Modern.Coverage);
        Assert.Equal(3, set.Historical!.Spans.Count);
        Assert.Contains(2002060, set.Modern.Catalog.Targets);
    }

    [Fact]
    public void Slots_NarrowerEqualsExcerptsAndOlderKernels_ChangeNothing()
    {
        string[] names =
        [
            "se431_1900-2100.bsp", "de405_1959-2060.bsp", "excerpts/de441_1968-1970.bsp", "excerpts/jup310_2015-03-02.bsp",
            "excerpts/type21_2002060.bsp",
        ];
        var set = new KernelSet([.. Embedded(), .. names.Select(name => KernelData.Open(KernelData.Pack(name)))], []);
        Assert.Equal("se431_1550-2650", set.Modern!.Catalog.Name);
        Assert.Equal("se431_historical+se431_1550-2650", set.Historical!.Catalog.Name);
        // Type 21 holds Chiron too, later in order; what cannot be evaluated must not hide what can.
        Assert.True(set.Modern.Catalog.State(2002060, 0, KernelData.At(2459010.5)).TryGet(out _, out _));
        Assert.True(set.Named("DE405").TryGet(out var named, out _));
        Assert.Equal("de405_1959-2060", named.Name);
        Assert.IsType<UnknownKernel>(KernelData.ErrorOf(set.Named("se431")));
    }

    private static IEnumerable<KernelFile> Embedded() =>
        new[] { "se431_1550-2650.bsp", "se431_asteroids_1900-2100.bsp", "se431_historical.bsp" }
            .Select(name => KernelData.Open(KernelData.Embedded(name)));
}
