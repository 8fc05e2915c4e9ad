
namespace Ephemeris.Api.Kernels;

/// <summary>
/// A text kernel that lists others: <c>KERNELS_TO_LOAD</c>, with <c>PATH_SYMBOLS</c> and <c>PATH_VALUES</c> for <c>$SYMBOL</c>
/// in their names. A name that ends in <c>+</c> goes on in the next text.
/// </summary>
internal static class MetaKernel
{
    private static readonly string[] Binary = [".BSP", ".BPC"];

    // Leap seconds, constants and frames are part of this service; a meta-kernel names theirs for CSPICE's sake.
    private static readonly string[] Text = [".TLS", ".TPC", ".TF", ".TSC", ".TI"];

    /// <summary>Paths of the binary kernels that a meta-kernel lists, in its order.</summary>
    /// <param name="path">Path of the meta-kernel.</param>
    /// <param name="rejected">Takes what cannot be used, the meta-kernel itself included.</param>
    public static IReadOnlyList<string> Files(string path, List<RejectedKernel> rejected)
    {
        var name = Path.GetFileName(path);
        if (!TextKernel.Open(path).TryGet(out var kernel, out var error))
        {
            rejected.Add(new RejectedKernel(name, error));
            return [];
        }

        var (symbols, values) = (kernel["PATH_SYMBOLS"], kernel["PATH_VALUES"]);
        if (symbols.Count != values.Count || kernel["KERNELS_TO_LOAD"].Count == 0)
        {
            rejected.Add(new RejectedKernel(name, new KernelDamaged(
                name, "KERNELS_TO_LOAD", $"{kernel["KERNELS_TO_LOAD"].Count} names, {symbols.Count} symbols, {values.Count} values", "names, and a value to each symbol")));
            return [];
        }

        List<string> files = [];
        foreach (var listed in Joined(kernel["KERNELS_TO_LOAD"]))
        {
            var file = listed;
            // The longest symbol first: $KERNELS is not $KERN with letters after it.
            foreach (var (symbol, value) in symbols.Zip(values).OrderByDescending(pair => pair.First.Length))
            {
                file = file.Replace("$" + symbol, value, StringComparison.Ordinal);
            }

            var extension = Path.GetExtension(file).ToUpperInvariant();
            var found = Find(path, file);
            if (found is not null && Binary.Contains(extension))
            {
                files.Add(found);
            }
            else if (found is null || !Text.Contains(extension))
            {
                rejected.Add(new RejectedKernel(Path.GetFileName(file), found is null
                    ? new KernelDamaged(name, "KERNELS_TO_LOAD", Path.GetFileName(file), "a file that exists")
                    : new KernelUnsupported(Path.GetFileName(file), "extension", extension, ".bsp or .bpc")));
            }
            else if (!TextKernel.Open(found).TryGet(out _, out error))
            {
                rejected.Add(new RejectedKernel(Path.GetFileName(file), error));
            }
        }

        return files;
    }

    private static IEnumerable<string> Joined(IReadOnlyList<string> names)
    {
        var whole = "";
        foreach (var name in names)
        {
            whole += name.Trim();
            if (whole.EndsWith('+'))
            {
                whole = whole[..^1];
                continue;
            }

            yield return whole;
            whole = "";
        }
    }

    /// <summary>Names stand beside the meta-kernel, or as CSPICE takes them, in the working directory.</summary>
    private static string? Find(string metaKernel, string file)
    {
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(metaKernel))!, file);
        return File.Exists(beside) ? beside : File.Exists(file) ? Path.GetFullPath(file) : null;
    }
}
