using System.Globalization;
using Ledger.Api.Errors;
using Ledger.Api.Ledgers;
using Ledger.Api.Tree;
using Platform.ServiceDefaults.Audit;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Entries;

/// <summary>Drafts becoming entries in memory, in order: each is refused, answered as before, or appended to the tree.</summary>
internal sealed class AppendBatch(LedgerInfo ledger, DateTimeOffset now, AppendState state)
{
    public LedgerInfo Ledger => ledger;

    public DateTimeOffset Now => now;

    public CompactRange Tree => state.Tree;

    public List<AppendedEntry> Rows { get; } = [];

    public List<(NodeAddress Address, Digest Hash)> Nodes { get; } = [];

    public List<(AppendedEntry Entry, VersionDraft Version, int Number)> Versions { get; } = [];

    public List<(IdempotencyKey Key, int Status, string Body)> Answers { get; } = [];

    public List<Digest> Claims { get; } = [];

    public List<AuditEntry> Audit { get; } = [];

    public List<Jobs.JobDraft> Jobs { get; } = [];

    public Outcome<AppendResult> Add(Draft draft)
    {
        if (draft.Idempotency is { } key && state.Earlier.TryGetValue(Convert.ToHexString(key.Key), out var earlier))
        {
            return earlier.Request.AsSpan().SequenceEqual(key.Body)
                ? new AppendResult([], earlier.Status, earlier.Response, true)
                : LedgerErrors.IdempotencyMismatch();
        }

        if (Refuse(draft) is { } error)
        {
            return error;
        }

        var appended = new List<AppendedEntry>();
        foreach (var entry in draft.Entries)
        {
            appended.Add(Append(entry, appended));
        }

        var (status, body) = draft.Respond?.Invoke(appended) ?? (0, "");
        if (draft.Idempotency is { } used)
        {
            Answers.Add((used, status, body));
            state.Earlier[Convert.ToHexString(used.Key)] = new EarlierAnswer(used.Body, status, body);
        }

        if (draft.Audit is { } line)
        {
            Audit.Add(line);
        }

        Claims.AddRange(draft.Claims);
        if (draft.Job?.Invoke(appended) is { } job)
        {
            Jobs.Add(job);
        }

        return new AppendResult(appended, status, body, false);
    }

    private LedgerError? Refuse(Draft draft)
    {
        if (state.ReadOnly is not null)
        {
            return LedgerErrors.ReadOnly(state.ReadOnly);
        }

        if (draft.Fence is { } fence && !state.Holds.Contains(fence))
        {
            return LedgerErrors.NotReady("This node is no longer primary.");
        }

        var taken = draft.Entries.FirstOrDefault(entry =>
            entry.Version is not null && !entry.NewVersion && state.Versions.ContainsKey(entry.Entry.Dataset!));
        return taken is null ? null : LedgerErrors.DatasetExists(taken.Entry.Dataset!);
    }

    private AppendedEntry Append(EntryDraft draft, List<AppendedEntry> siblings)
    {
        int? number = null;
        if (draft.Version is not null)
        {
            number = state.Versions.GetValueOrDefault(draft.Entry.Dataset!) + 1;
            state.Versions[draft.Entry.Dataset!] = number.Value;
        }

        EntryParent[] parents =
        [
            .. draft.Entry.Parents ?? [],
            .. draft.ParentsInDraft.Select(at => EntryParent.Of(siblings[at].Index, siblings[at].LeafHash)),
        ];
        var entry = draft.Entry with
        {
            Index = Tree.Size.ToString(CultureInfo.InvariantCulture),
            Origin = ledger.Origin,
            Time = Entry.Stamp(now),
            Version = number ?? draft.Entry.Version,
            Parents = parents.Length == 0 ? null : parents,
        };
        var bytes = entry.ToBytes();
        var appended = new AppendedEntry(Tree.Size, MerkleHash.Leaf(bytes), entry, bytes);
        Tree.Append(appended.LeafHash, (address, hash) => Nodes.Add((address, hash)));
        Rows.Add(appended);
        if (draft.Version is { } version)
        {
            Versions.Add((appended, version, number!.Value));
            Claims.Add(version.DatasetRoot);
        }

        return appended;
    }
}
