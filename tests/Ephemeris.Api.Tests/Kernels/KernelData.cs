using Ephemeris.Api.Kernels;
using Ephemeris.Api.Time;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Tests.Kernels;

/// <summary>Kernels for tests: those of the project, and the bulky data pack where it lies beside the repository.</summary>
internal static class KernelData
{
    public const double AuKm = 149597870.7;

    /// <summary>Kernel built into the project.</summary>
    public static string Embedded(string name) => Path.Combine(AppContext.BaseDirectory, "Kernels", "Data", name);

    /// <summary>File of the data pack; skips the test where the pack is absent.</summary>
    public static string Pack(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", "kernels", relative);
            if (File.Exists(path))
            {
                return path;
            }
        }

        Assert.Skip($"The data pack with {relative} is not beside this repository.");
        return "";
    }

    public static KernelFile Open(string path)
    {
        Assert.True(KernelFile.Open(path).TryGet(out var file, out var error), error?.Detail);
        return file;
    }

    public static KernelCatalog Catalog(params string[] paths) =>
        new(string.Join('+', paths.Select(Path.GetFileNameWithoutExtension)), [.. paths.Select(Open)]);

    public static StateVector State(KernelCatalog catalog, int target, int center, double jdTdb)
    {
        Assert.True(catalog.State(target, center, At(jdTdb)).TryGet(out var state, out var error), error?.Detail);
        return state;
    }

    public static EphemerisTime At(double jdTdb) => EphemerisTime.FromTdb(JulianDate.From(jdTdb));

    public static Error ErrorOf<T>(Outcome<T> outcome)
    {
        Assert.False(outcome.TryGet(out _, out var error));
        return error;
    }
}
