using Ledger.Api.Entries;

namespace Ledger.Api.Backups;

/// <summary>A backup as listed.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">full or incremental.</param>
/// <param name="State">complete, or damaged when no target has a manifest of it that holds.</param>
/// <param name="TakenAt">When.</param>
/// <param name="Places">Targets that hold it: local, remote.</param>
/// <param name="Parent">The backup that an incremental adds to.</param>
/// <param name="SizeBytes">Bytes of its files.</param>
/// <param name="TreeSizes">Entries by project.</param>
/// <param name="Detail">What is wrong, or late.</param>
public sealed record BackupSummary(
    string Id, string Kind, string State, string TakenAt, IReadOnlyList<string> Places, string? Parent, long? SizeBytes,
    IReadOnlyDictionary<string, long>? TreeSizes, string? Detail)
{
    /// <summary>One backup as its targets hold it.</summary>
    internal static BackupSummary Of(IReadOnlyList<ShelvedBackup> copies)
    {
        var id = copies[0].Id;
        var manifest = copies.FirstOrDefault(copy => copy.Manifest is not null)?.Manifest;
        return new BackupSummary(
            id, id.Split('-')[1], manifest is null ? "damaged" : "complete", Entry.Stamp(BackupShelf.BegunAt(id)),
            [.. copies.Where(copy => copy.Manifest is not null).Select(copy => copy.Target.Name)], manifest?.Parent?.Id, manifest?.Bytes,
            manifest?.Ledgers.ToDictionary(ledger => ledger.Project, ledger => ledger.Size), copies.FirstOrDefault(copy => copy.Damage is not null)?.Damage);
    }
}
