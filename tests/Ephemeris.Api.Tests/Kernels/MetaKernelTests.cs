using Ephemeris.Api.Kernels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Settings;

namespace Ephemeris.Api.Tests.Kernels;

public sealed class MetaKernelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("meta").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Reload_MetaKernelNamed_LoadsWhatItListsInItsOrder()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "spk"));
        File.WriteAllBytes(Path.Combine(_folder, "spk", "second.bsp"), SyntheticKernel.Type13());
        File.WriteAllBytes(Path.Combine(_folder, "spk", "first.bsp"), SyntheticKernel.Type2());
        File.WriteAllText(Path.Combine(_folder, "naif.tls"), "KPL/LSK\n\\begindata\nDELTET/DELTA_T_A = 32.184\n");
        var set = Load("""
            KPL/MK
            Comment: KERNELS_TO_LOAD = ( 'not-this.bsp' )
            \begindata
               PATH_VALUES     = ( 'spk' )
               PATH_SYMBOLS    = ( 'KERN' )
               KERNELS_TO_LOAD = ( '$KERN/second.bsp',
                                   '$KERN/fi+' 'rst.bsp' )
            \begintext
               KERNELS_TO_LOAD += 'nor-this.bsp'
            \begindata
               KERNELS_TO_LOAD += 'naif.tls'
            """);
        Assert.Empty(set.Rejected);
        Assert.Equal(["second", "first"], set.Files.Select(file => file.Name).Where(name => name is "first" or "second"));
    }

    [Theory]
    [InlineData("KPL/MK\n\\begindata\nKERNELS_TO_LOAD = ( 'away.bsp' )\n", "away.bsp")]
    [InlineData("KPL/MK\n\\begindata\nKERNELS_TO_LOAD = ( 'never closed )\n", "list.tm")]
    [InlineData("KPL/MK\n\\begindata\nKERNELS_TO_LOAD ( 'a.bsp' )\n", "list.tm")]
    [InlineData("KPL/MK\n\\begindata\nPATH_SYMBOLS = ( 'A' 'B' ) PATH_VALUES = 'x' KERNELS_TO_LOAD = 'a.bsp'\n", "list.tm")]
    [InlineData("KPL/MK\nno data\n", "list.tm")]
    [InlineData("KPL/MK\n\\begindata\nKERNELS_TO_LOAD = 'list.tm'\n", "list.tm")]
    public void Reload_MetaKernelFaulty_IsReportedAndTheRestServes(string text, string refused)
    {
        var set = Load(text);
        Assert.Equal(refused, Assert.Single(set.Rejected).Name);
        Assert.NotNull(set.Modern);
    }

    [Fact]
    public void Open_AllForms_AreRead()
    {
        Assert.True(TextKernel.Parse("x", "\\begindata\nA = 1.5D-3\nB=(1, 2 3)\nB += ( 4 )\nC = 'it''s' D = @1972-JAN-1\n").TryGet(out var kernel, out _));
        Assert.Equal(["1.5D-3"], kernel["A"]);
        Assert.Equal(["1", "2", "3", "4"], kernel["B"]);
        Assert.Equal(["it's"], kernel["C"]);
        Assert.Equal(["@1972-JAN-1"], kernel["D"]);
        Assert.Empty(kernel["E"]);
    }

    private KernelSet Load(string metaKernel)
    {
        var path = Path.Combine(_folder, "list.tm");
        File.WriteAllText(path, metaKernel);
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["METAKERNEL_PATH"] = path,
            ["KERNEL_PATH"] = Path.Combine(_folder, "none"),
        }).Build();
        var options = new KernelOptions();
        KernelOptions.Read(options, new SettingsReader(settings, new Microsoft.Extensions.Hosting.Internal.HostingEnvironment()));
        return new KernelStore(Options.Create(options), NullLogger<KernelStore>.Instance).Reload();
    }
}
