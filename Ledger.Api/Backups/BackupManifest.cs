using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ledger.Api.Canonical;

namespace Ledger.Api.Backups;

/// <summary>What a backup holds (contract §12), in the clear so that it can be read, under a MAC so that it cannot be changed.</summary>
internal sealed record BackupManifest
{
    public const string FileName = "manifest.json";
    public const string FormatName = "zkpdl-backup/1";

    /// <summary>Format and version.</summary>
    public required string Format { get; init; }

    /// <summary>Its id, which is its folder's name too.</summary>
    public required string Id { get; init; }

    /// <summary>full or incremental.</summary>
    public required string Kind { get; init; }

    /// <summary>The backup that it adds to; absent for a full one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ParentLink? Parent { get; init; }

    /// <summary>When its snapshot was taken.</summary>
    public required string TakenAt { get; init; }

    /// <summary>Key that it is sealed under.</summary>
    public required string KeyId { get; init; }

    /// <summary>Database, and life of that database, that its transaction numbers belong to.</summary>
    public required string Lineage { get; init; }

    /// <summary>Every transaction before this number was seen or had failed.</summary>
    public required string SnapshotXmin { get; init; }

    /// <summary>Number of the last audit row in it or its parents; 0 before the first.</summary>
    public required long AuditSeq { get; init; }

    /// <summary>brotli or none.</summary>
    public required string Compression { get; init; }

    /// <summary>Migrations of the schema it was taken from.</summary>
    public required IReadOnlyList<AppliedMigration> Migrations { get; init; }

    /// <summary>Logs as its snapshot saw them.</summary>
    public required IReadOnlyList<LedgerState> Ledgers { get; init; }

    /// <summary>Files, in the order in which they are restored.</summary>
    public required IReadOnlyList<BackupFile> Files { get; init; }

    /// <summary>HMAC over the canonical JSON of all other members, base64.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Mac { get; init; }

    /// <summary>Bytes of all files.</summary>
    [JsonIgnore]
    public long Bytes => Files.Sum(file => file.Bytes);

    /// <summary>Path of one of its files.</summary>
    public string PathOf(string file) => $"{BackupShelf.Folder}/{Id}/{file}";

    /// <summary>The manifest's file, under its MAC.</summary>
    public byte[] Seal(BackupKey key)
    {
        var plain = CanonicalJson.Write(this with { Mac = null }, LedgerJson.Options);
        return CanonicalJson.Write(this with { Mac = Convert.ToBase64String(key.Mac(plain)) }, LedgerJson.Options);
    }

    /// <summary>Reads a manifest's file.</summary>
    /// <exception cref="DamagedException">Not a manifest, not under this key, or not of this id.</exception>
    public static BackupManifest Open(byte[] bytes, string id, BackupKey key)
    {
        var path = $"{id}/{FileName}";
        BackupManifest? read;
        try
        {
            read = JsonSerializer.Deserialize<BackupManifest>(bytes, LedgerJson.Options);
        }
        catch (JsonException)
        {
            throw new DamagedException(path, "is no manifest");
        }

        if (read?.Format != FormatName)
        {
            throw new DamagedException(path, $"has another format than {FormatName}");
        }

        if (read.KeyId != key.Id)
        {
            throw new DamagedException(path, $"was sealed under key {read.KeyId}, LEDGER_BACKUP_KEY is key {key.Id}");
        }

        // The same bytes made again: then nothing that the record does not show was there.
        if (!CryptographicOperations.FixedTimeEquals(bytes, read.Seal(key)))
        {
            throw new DamagedException(path, "was altered: its MAC does not hold");
        }

        return read.Id == id ? read : throw new DamagedException(path, $"is that of {read.Id}");
    }

    /// <summary>A new id: time, kind, and what keeps two of one moment apart.</summary>
    public static string NewId(DateTimeOffset now, string kind) => string.Create(
        CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}-{kind}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");
}

/// <summary>A backup's parent.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Sha256">Hash of its manifest's file, hexadecimal.</param>
internal sealed record ParentLink(string Id, string Sha256);

/// <summary>A migration of a schema.</summary>
internal sealed record AppliedMigration(string Scope, int Version, string Name, string Checksum);

/// <summary>A log at a snapshot.</summary>
/// <param name="Id">Its key in the database.</param>
/// <param name="Project">Project.</param>
/// <param name="Origin">Origin.</param>
/// <param name="VerifierKey">The key that its checkpoints are signed under.</param>
/// <param name="Size">Entries.</param>
/// <param name="Root">Root over them, base64.</param>
/// <param name="Peaks">Hashes of the perfect subtrees, base64: where an incremental goes on.</param>
/// <param name="Checkpoint">Its last signed checkpoint; absent when there is none.</param>
internal sealed record LedgerState(
    int Id, string Project, string Origin, string VerifierKey, long Size, string Root, IReadOnlyList<string> Peaks,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Checkpoint);

/// <summary>A file of a backup: rows of one table in PostgreSQL's binary COPY format, compressed, sealed.</summary>
/// <param name="Name">File name.</param>
/// <param name="Table">Table.</param>
/// <param name="Columns">Its columns, in the order of the rows' fields.</param>
/// <param name="Mode">How it is restored: append, merge or replace.</param>
/// <param name="Bytes">Length.</param>
/// <param name="Sha256">Hash of the file, hexadecimal.</param>
internal sealed record BackupFile(string Name, string Table, IReadOnlyList<string> Columns, string Mode, long Bytes, string Sha256);
