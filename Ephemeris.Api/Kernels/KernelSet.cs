using System.Security.Cryptography;
using System.Text;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Kernels;

/// <summary>A file that was found but not loaded, and why.</summary>
/// <param name="Name">File name without folder.</param>
/// <param name="Error">What is wrong.</param>
public sealed record RejectedKernel(string Name, Error Error);

/// <summary>
/// Everything that is loaded, in the roles it plays. Immutable: a request takes the current set once and keeps it, so that a
/// swap never mixes two kernels in one answer.
/// </summary>
internal sealed class KernelSet
{
    private readonly Dictionary<string, KernelCatalog> _byName;

    /// <summary>Sorts files into slots.</summary>
    /// <param name="files">Sound kernels in loading order.</param>
    /// <param name="rejected">Files that were refused.</param>
    public KernelSet(IReadOnlyList<KernelFile> files, IReadOnlyList<RejectedKernel> rejected)
    {
        (Files, Rejected) = (files, rejected);
        var ranked = files
            .Select(file => (File: file, Rank: KernelRank.Of(file)))
            .Where(entry => entry.Rank is not null)
            .OrderBy(entry => entry.Rank!.Order)
            // Of equals the wider one answers, so that a slot has as few seams as its files allow.
            .ThenBy(entry => entry.File.PlanetarySpans.Sum(span => span.Stop - span.Start))
            .ToList();
        // Small bodies join both slots; a file with some of the planets would cut holes into a complete one, and does not.
        var small = files.Where(file => file.Segments.Count > 0 && !file.HoldsPlanetaryBodies).ToList();
        var modern = Uncovered([.. ranked.Where(entry => !entry.Rank!.IsHistorical).Select(entry => entry.File)]);
        var historical = Uncovered([.. modern, .. ranked.Where(entry => entry.Rank!.IsHistorical).Select(entry => entry.File)]);
        Modern = modern.Count == 0 ? null : new KernelSlot("de440", modern, small);
        Historical = historical.Any(file => !modern.Contains(file)) ? new KernelSlot("de441", historical, small) : null;
        _byName = files
            .Where(file => file.Segments.Count > 0)
            .ToDictionary(file => file.Name, file => Alone(file, modern));
        Digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(
            string.Join(',', files.Select(file => file.Sha256)))))[..16];
    }

    /// <summary>Sound kernels in loading order.</summary>
    public IReadOnlyList<KernelFile> Files { get; }

    /// <summary>Files that were refused.</summary>
    public IReadOnlyList<RejectedKernel> Rejected { get; }

    /// <summary>The modern slot, <c>de440</c>; null when no file fills it.</summary>
    public KernelSlot? Modern { get; }

    /// <summary>The historical slot, <c>de441</c>; null when no file fills it.</summary>
    public KernelSlot? Historical { get; }

    /// <summary>Sixteen hex digits over the digests of all files: part of every cache key and ETag.</summary>
    public string Digest { get; }

    /// <summary>The catalogue that a request names: a slot, or a loaded file by its name or the only name that starts so.</summary>
    /// <param name="name">Name, any case, with or without extension.</param>
    public Outcome<KernelCatalog> Named(string name)
    {
        var wanted = Path.GetFileNameWithoutExtension(name.Trim()).ToLowerInvariant();
        if (wanted is "de440" or "de441")
        {
            var slot = wanted == "de440" ? Modern : Historical;
            return slot is null ? NotAvailable(wanted) : slot.Catalog;
        }

        if (_byName.TryGetValue(wanted, out var exact))
        {
            return exact;
        }

        var candidates = _byName.Where(entry => entry.Key.StartsWith(wanted, StringComparison.Ordinal)).ToList();
        return candidates.Count == 1 ? candidates[0].Value : new UnknownKernel(name, [.. _byName.Keys.Order()]);
    }

    /// <summary>The failure of an empty slot.</summary>
    public static KernelNotAvailable NotAvailable(string slot) =>
        new($"slot {slot}", "Put a kernel into the folder that KERNEL_PATH names, or set KERNEL_DOWNLOAD=true.");

    /// <summary>Files of ascending rank without those that a higher one covers whole.</summary>
    private static List<KernelFile> Uncovered(List<KernelFile> files) =>
    [
        .. files.Where((file, index) => !files.Skip(index + 1).Any(higher => file.PlanetarySpans.All(
            span => higher.PlanetarySpans.Any(other => other.Start <= span.Start && other.Stop >= span.Stop)))),
    ];

    /// <summary>A file by itself; one that holds neither Sun nor Earth rests on the modern slot.</summary>
    private static KernelCatalog Alone(KernelFile file, List<KernelFile> modern) =>
        new(file.Name, file.HoldsPlanetaryBodies ? [file] : [.. modern, file]);
}

/// <summary>A role and the kernels that fill it.</summary>
internal sealed class KernelSlot
{
    /// <summary>Fills a slot.</summary>
    /// <param name="name"><c>de440</c> or <c>de441</c>.</param>
    /// <param name="planetary">Planetary kernels, ascending precedence.</param>
    /// <param name="small">Kernels of other bodies.</param>
    public KernelSlot(string name, IReadOnlyList<KernelFile> planetary, IEnumerable<KernelFile> small)
    {
        Name = name;
        Planetary = planetary;
        Catalog = new KernelCatalog(
            string.Join('+', planetary.Reverse().Select(file => file.Name)), [.. planetary, .. small], withRefused: false);
        Spans = [.. TimeSpanTdb.Intersect([.. Catalog.Spans(399)], [.. Catalog.Spans(10)])];
        Ephemeris = KernelRank.Of(planetary[^1])!.Ephemeris;
    }

    /// <summary><c>de440</c> or <c>de441</c>.</summary>
    public string Name { get; }

    /// <summary>Planetary kernels, ascending precedence.</summary>
    public IReadOnlyList<KernelFile> Planetary { get; }

    /// <summary>Segments of the slot.</summary>
    public KernelCatalog Catalog { get; }

    /// <summary>Spans of Earth and Sun, in order of time.</summary>
    public IReadOnlyList<TimeSpanTdb> Spans { get; }

    /// <summary>Integration behind the kernel of highest precedence.</summary>
    public string Ephemeris { get; }

    /// <summary>Spans in words; those of the real DE440 and DE441 as the seed words them.</summary>
    public string Coverage => Spans switch
    {
        [{ Start: De440Start, Stop: De440Stop }] => "1550-2650 CE",
        [{ Start: De441Start, Stop: De441Stop }] => "13201 BCE - 17191 CE",
        _ => string.Join("; ", Spans),
    };

    private const double De440Start = (2287184.5 - 2451545.0) * 86400.0;
    private const double De440Stop = (2688976.5 - 2451545.0) * 86400.0;
    private const double De441Start = (-3100015.5 - 2451545.0) * 86400.0;
    private const double De441Stop = (8000016.5 - 2451545.0) * 86400.0;
}
