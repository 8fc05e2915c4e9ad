using Ephemeris.Api.Operations;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Kernels;

/// <summary>
/// Holds the current <see cref="KernelSet"/> and replaces it as a whole. Files that requests still read stay mapped until
/// the last of them lets go.
/// </summary>
internal sealed partial class KernelStore(
    IOptions<KernelOptions> options, ILogger<KernelStore> log, EphemerisMetrics? metrics = null)
{
    // KERNEL_PATH may hold a folder per kind of kernel, no deeper.
    private static readonly EnumerationOptions Search = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = 1,
        IgnoreInaccessible = true,
    };

    private readonly Lock _loading = new();
    private volatile KernelSet? _current;

    /// <summary>Folder of the kernels that come with the service.</summary>
    public static string EmbeddedFolder => Path.Combine(AppContext.BaseDirectory, "Kernels", "Data");

    /// <summary>What is loaded now; loads on first use.</summary>
    public KernelSet Current => _current ?? Reload();

    /// <summary>Reads the folders again and swaps the set; files that did not change are kept open.</summary>
    /// <returns>The set that is now current: the new one, or the old one when the new one would lack a slot that it fills.</returns>
    public KernelSet Reload()
    {
        lock (_loading)
        {
            var known = _current?.Files.ToDictionary(file => (file.Path, file.Sha256)) ?? [];
            List<KernelFile> files = [];
            List<RejectedKernel> rejected = [];
            foreach (var path in Paths(rejected))
            {
                if (!KernelFile.Open(path).TryGet(out var file, out var error)
                    || (error = KnownDigests.Check(file, options.Value.VerifyStrictly)) is not null)
                {
                    Rejected(log, Path.GetFileName(path), error.Detail);
                    metrics?.Kernel(Path.GetFileNameWithoutExtension(path), isSound: false);
                    rejected.Add(new RejectedKernel(Path.GetFileName(path), error));
                    continue;
                }

                if (known.TryGetValue((file.Path, file.Sha256), out var open))
                {
                    file.Daf.Dispose();
                    file = open;
                }

                metrics?.Kernel(file.Name, isSound: true);
                // The same file in two folders counts once; the later folder is the operator's.
                files.RemoveAll(earlier => earlier.Name == file.Name);
                files.Add(file);
            }

            var next = new KernelSet(files, rejected);
            if (_current is { } old && ((old.Modern is not null && next.Modern is null) || (old.Historical is not null && next.Historical is null)))
            {
                KeptOld(log);
                return old;
            }

            _current = next;
            Loaded(log, files.Count, next.Modern?.Catalog.Name ?? "none", next.Historical?.Catalog.Name ?? "none");
            return next;
        }
    }

    /// <summary>Shows a kernel that could not be had among the refused ones, and so in the health of the service.</summary>
    public void Report(string file, Error error)
    {
        lock (_loading)
        {
            var current = _current ?? new KernelSet([], []);
            _current = new KernelSet(current.Files, [.. current.Rejected, new RejectedKernel(file, error)]);
        }
    }

    /// <summary>Puts a set in force: for tests of swapping and for callers that built one.</summary>
    internal void Swap(KernelSet next) => _current = next;

    private IEnumerable<string> Paths(List<RejectedKernel> rejected)
    {
        foreach (var folder in new[] { EmbeddedFolder, options.Value.Path })
        {
            if (Directory.Exists(folder))
            {
                var found = Directory.EnumerateFiles(folder, "*", Search)
                    .Where(path => Path.GetExtension(path).ToUpperInvariant() is ".BSP" or ".BPC");
                foreach (var path in found.Order(StringComparer.Ordinal))
                {
                    yield return path;
                }
            }
        }

        foreach (var path in options.Value.MetakernelPath is { } list ? MetaKernel.Files(list, rejected) : [])
        {
            yield return path;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Kernels loaded: {Count} files, modern slot {Modern}, historical slot {Historical}")]
    private static partial void Loaded(ILogger log, int count, string modern, string historical);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kernel {File} refused: {Reason}")]
    private static partial void Rejected(ILogger log, string file, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The kernels found now would leave a slot empty; the old ones stay")]
    private static partial void KeptOld(ILogger log);
}
