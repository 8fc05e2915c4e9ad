using System.Diagnostics;
using System.Globalization;

namespace Aspire.Dashboard.Resources;

/// <summary>Processor share and resident memory of process trees. Not safe for concurrent use.</summary>
internal sealed class ProcessUsage(TimeProvider time)
{
    private readonly Dictionary<string, (TimeSpan Cpu, long At)> _last = [];

    /// <summary>Measures the processes of a resource.</summary>
    /// <param name="resource">Name under which the previous measurement is remembered.</param>
    /// <param name="roots">Process ids; their descendants are included where /proc tells them.</param>
    /// <param name="children">Child ids by parent id, from <see cref="Children"/>.</param>
    /// <returns>Percent of one core since the last call (null at the first), and resident bytes; null when nothing runs.</returns>
    public (double? CpuPercent, long? MemoryBytes) Measure(string resource, IReadOnlyList<int> roots, ILookup<int, int> children)
    {
        var cpu = TimeSpan.Zero;
        long memory = 0;
        foreach (var id in roots.SelectMany(root => WithDescendants(root, children)).Distinct())
        {
            try
            {
                using var process = Process.GetProcessById(id);
                cpu += process.TotalProcessorTime;
                memory += process.WorkingSet64;
            }
            catch (Exception error) when (error is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // It ended between being listed and being asked.
            }
        }

        if (memory == 0)
        {
            _last.Remove(resource);
            return (null, null);
        }

        var now = time.GetTimestamp();
        double? percent = _last.TryGetValue(resource, out var before) && cpu >= before.Cpu
            ? (cpu - before.Cpu) / time.GetElapsedTime(before.At, now) * 100
            : null;
        _last[resource] = (cpu, now);
        return (percent, memory);
    }

    /// <summary>Child process ids by parent id; empty where there is no /proc.</summary>
    public static ILookup<int, int> Children() => Pairs().ToLookup(pair => pair.Parent, pair => pair.Id);

    private static IEnumerable<(int Parent, int Id)> Pairs()
    {
        if (!Directory.Exists("/proc/self"))
        {
            yield break;
        }

        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && ParentOf(id) is { } parent)
            {
                yield return (parent, id);
            }
        }
    }

    private static int? ParentOf(int id)
    {
        try
        {
            // pid (name) state ppid …; the name may hold spaces and parentheses.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ', 3);
            return int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IEnumerable<int> WithDescendants(int id, ILookup<int, int> children) =>
        children[id].SelectMany(child => WithDescendants(child, children)).Prepend(id);
}
