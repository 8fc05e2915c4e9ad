using System.Diagnostics.Metrics;
using Ledger.Api.Entries;

namespace Ledger.Api.Operations;

/// <summary>Entries appended, by operation (contract §14).</summary>
internal static class LogMetrics
{
    private static readonly Meter Meter = new(typeof(LogMetrics).Assembly.GetName().Name!);
    private static readonly Counter<long> Entries = Meter.CreateCounter<long>("dataset_entries_total", description: "Entries appended by this node, by operation");

    /// <summary>Counts an entry that is durable.</summary>
    public static void Appended(string op) => Entries.Add(1, new KeyValuePair<string, object?>("op", op));

    /// <summary>Counts a draft's entries.</summary>
    public static void Appended(IEnumerable<AppendedEntry> entries)
    {
        foreach (var entry in entries)
        {
            Appended(entry.Entry.Op);
        }
    }
}
