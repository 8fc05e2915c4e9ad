using System.Security.Cryptography;
using System.Text;
using Ledger.Api.Cluster;
using Ledger.Api.Jobs;
using Ledger.Api.Tree;
using Platform.ServiceDefaults.Audit;

namespace Ledger.Api.Entries;

/// <summary>Entries that are appended together or not at all.</summary>
/// <param name="Entries">In index order.</param>
internal sealed record Draft(params IReadOnlyList<EntryDraft> Entries)
{
    /// <summary>The request they answer, when it may come again.</summary>
    public IdempotencyKey? Idempotency { get; init; }

    /// <summary>What the request is answered with, kept with the entries so that a second try gets the same.</summary>
    public Func<IReadOnlyList<AppendedEntry>, (int Status, string Body)>? Respond { get; init; }

    /// <summary>Hashes of attachments that the entries name, beside the roots of the versions they introduce.</summary>
    public IReadOnlyList<Digest> Claims { get; init; } = [];

    /// <summary>Work that is owed once the entries are durable: a row of the job table from the same moment.</summary>
    public Func<IReadOnlyList<AppendedEntry>, JobDraft>? Job { get; init; }

    /// <summary>The audit log's line about the request, durable with the entries; none when an earlier answer is given again.</summary>
    public AuditEntry? Audit { get; init; }

    /// <summary>The lease that the append is conditional on, for what only the primary may write.</summary>
    public LeaseTerm? Fence { get; init; }
}

/// <summary>An entry before it has an index.</summary>
/// <param name="Entry">Everything but index, origin, time and version.</param>
internal sealed record EntryDraft(Entry Entry)
{
    /// <summary>The dataset version that the entry introduces.</summary>
    public VersionDraft? Version { get; init; }

    /// <summary>Allows a version beside existing ones of that name.</summary>
    public bool NewVersion { get; init; }

    /// <summary>Entries of the same draft that are parents, by position.</summary>
    public IReadOnlyList<int> ParentsInDraft { get; init; } = [];
}

/// <summary>A dataset version to be stored with its entry.</summary>
internal sealed record VersionDraft(
    byte[] Header, Digest DatasetRoot, Digest RowRoot, Digest? FileCommitment, long Rows, byte[] WfOpen, byte[]? WfPad, byte[]? SealedKey);

/// <summary>An entry that is durable.</summary>
/// <param name="Index">Its index.</param>
/// <param name="LeafHash">Its leaf hash.</param>
/// <param name="Entry">Its content.</param>
/// <param name="Bytes">Its leaf.</param>
internal sealed record AppendedEntry(long Index, Digest LeafHash, Entry Entry, byte[] Bytes);

/// <summary>What came of a draft: entries, or the answer that an earlier request with its key got.</summary>
internal sealed record AppendResult(IReadOnlyList<AppendedEntry> Entries, int Status, string Body, bool Replayed);

/// <summary>A caller's key for a request, and the hash of the request.</summary>
/// <param name="Key">SHA-256 over caller, path and key.</param>
/// <param name="Body">SHA-256 over the body.</param>
internal sealed record IdempotencyKey(byte[] Key, byte[] Body)
{
    public const int MaxCharacters = 128;

    /// <summary>How long a key stands for its first answer.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    public static IdempotencyKey Of(string caller, string path, string key, ReadOnlySpan<byte> body) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{caller}\n{path}\n{key}")), SHA256.HashData(body));
}
