using System.Text.Json;
using System.Text.Json.Serialization;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Local;

/// <summary>
/// The record of what an AppHost has started, in <c>lease.json</c> of the data folder: after a <c>kill -9</c> of the
/// AppHost the next one ends what it left. Thread safe.
/// </summary>
internal sealed class Lease(DataFolder folder)
{
    /// <summary>Name of the record's file.</summary>
    internal const string Name = "lease.json";

    private static readonly TimeSpan StaleGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StalePoll = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly List<Entry> _children = [];

    /// <summary>Id of this run; children carry it in their environment.</summary>
    internal string RunId { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The record that another AppHost left, or keeps; null when there is none or it is broken.</summary>
    internal static Content? Read(DataFolder folder)
    {
        var path = folder.File(Name);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path)) : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            // Half written when the machine went down, or another's: there is nothing to be learned from it.
            return null;
        }
    }

    /// <summary>
    /// Ends what the last AppHost left running. Must be called with the lock of the folder held, so that it is dead.
    /// Returns the names of the resources whose processes were ended.
    /// </summary>
    internal static async Task<IReadOnlyList<string>> EndStaleAsync(DataFolder folder, CancellationToken cancellationToken)
    {
        if (Read(folder) is not { } left)
        {
            return [];
        }

        var stale = left.Children.Where(c => ProcessTable.Birth(c.ProcessId) is { } birth && birth == c.Birth).ToList();
        foreach (var child in stale)
        {
            Signals.Send(child.ProcessId, child.StopSignal);
        }

        var polls = StaleGrace / StalePoll;
        for (var i = 0; i < polls && stale.Any(IsAlive); i++)
        {
            await Task.Delay(StalePoll, cancellationToken).ConfigureAwait(false);
        }

        // Of those that ended in order, something in a session of its own may be left; the marker finds it.
        foreach (var id in stale.Where(IsAlive).SelectMany(c => ProcessTable.Descendants(c.ProcessId, Marker(left.RunId)))
            .Concat(ProcessTable.Descendants(0, Marker(left.RunId))).Distinct())
        {
            Signals.Send(id, Signals.Kill);
        }

        return [.. stale.Select(c => c.Resource)];
    }

    /// <summary>Records a process.</summary>
    internal void Add(string resource, ChildProcess process, string stopSignal)
    {
        lock (_lock)
        {
            _children.Add(new Entry(resource, process.Id, process.Birth, stopSignal));
            TryWrite();
        }
    }

    /// <summary>Forgets a process that has ended.</summary>
    internal void Remove(ChildProcess process)
    {
        lock (_lock)
        {
            _children.RemoveAll(c => c.ProcessId == process.Id && c.Birth == process.Birth);
            TryWrite();
        }
    }

    /// <summary>Writes the record, with no process in it yet; throws <see cref="DistributedApplicationException"/> when it cannot.</summary>
    internal void Begin()
    {
        lock (_lock)
        {
            Write();
        }
    }

    /// <summary>Removes the record; everything has ended.</summary>
    internal void End() => File.Delete(folder.File(Name));

    private static bool IsAlive(Entry child) => ProcessTable.Birth(child.ProcessId) == child.Birth;

    private static string Marker(string runId) => $"{ChildProcess.MarkerName}={runId}";

    private void TryWrite()
    {
        try
        {
            Write();
        }
        catch (DistributedApplicationException)
        {
            // The disk filled up while the application runs: that must not end what runs. The kernel's death signal still
            // ends the process with the host, and the next change writes the whole record.
        }
    }

    private void Write() => PrivateFile.Write(
        folder.File(Name),
        JsonSerializer.SerializeToUtf8Bytes(new Content(RunId, Environment.ProcessId, [.. _children]), DataFolder.Json));

    /// <summary>The record.</summary>
    internal sealed record Content(
        [property: JsonPropertyName("run")] string RunId,
        [property: JsonPropertyName("host")] int HostId,
        [property: JsonPropertyName("children")] IReadOnlyList<Entry> Children);

    /// <summary>One process.</summary>
    internal sealed record Entry(
        [property: JsonPropertyName("resource")] string Resource,
        [property: JsonPropertyName("pid")] int ProcessId,
        [property: JsonPropertyName("birth")] string? Birth,
        [property: JsonPropertyName("stop")] string StopSignal);
}
