using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Ledger.Api.Canonical;
using Ledger.Api.Datasets;
using Ledger.Api.Proofs.Statements;
using Ledger.Api.Tree;

namespace Ledger.Api.Backups;

/// <summary>
/// Rebuilds the root of every dataset version from its header, row hashes and commitments, and hashes every attachment that is
/// named by its hash. Backups are added newest first: a version's attachments lie in its own backup or an older one. Memory: the
/// headers of versions whose attachments were not met yet, and one attachment.
/// </summary>
internal sealed class DatasetRebuild(BackupShelf shelf)
{
    private readonly Dictionary<(int Ledger, Digest Root), List<Version>> _waiting = [];

    /// <summary>Versions whose attachments were not met.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>One of them.</summary>
    public string? FirstWaiting => _waiting.Values.FirstOrDefault()?[0].Name;

    /// <summary>Adds a backup's versions and attachments.</summary>
    /// <exception cref="DamagedException">A root is not rebuilt; says of which dataset.</exception>
    public async Task AddAsync(BackupManifest manifest, CancellationToken cancellation)
    {
        await AddVersionsAsync(manifest, cancellation);
        await using var rows = await shelf.RowsAsync(manifest, "attachments", cancellation);
        if (rows is null)
        {
            return;
        }

        var (ledger, kind, hash, part, bytes) = (rows["ledger_id"], rows["kind"], rows["hash"], rows["part"], rows["bytes"]);
        var columns = new Dictionary<int, (int Chunks, Digest Root)>();
        (int, Digest) group = default;
        Digest? rowRoot = null;
        while (await rows.NextAsync((row, field) => field != bytes || !Is(row[kind]!, "witness/"), cancellation) is { } row)
        {
            var next = (BinaryPrimitives.ReadInt32BigEndian(row[ledger]), Digest.Read(row[hash]));
            if (next != group)
            {
                Check(manifest, group, columns, rowRoot);
                (group, rowRoot) = (next, null);
                columns.Clear();
            }

            var content = row[bytes];
            if (Is(row[kind]!, "commitments"))
            {
                columns[BinaryPrimitives.ReadInt32BigEndian(row[part])] = (content!.Length / Digest.Bytes, DatasetRoot.ColumnTree(content).Root);
            }
            else if (Is(row[kind]!, "rows"))
            {
                rowRoot = new MerkleTree(MemoryMarshal.Cast<byte, Digest>(content).ToArray()).Root;
            }
            else if (!Is(row[kind]!, "witness/") && MerkleHash.Sha256(content) != next.Item2)
            {
                throw Wrong(manifest, "attachments", $"has a {Encoding.UTF8.GetString(row[kind]!)} that does not hash to {next.Item2}");
            }
        }

        Check(manifest, group, columns, rowRoot);
    }

    private static bool Is(byte[] kind, string prefix) => kind.AsSpan().StartsWith(Encoding.UTF8.GetBytes(prefix));

    private static DamagedException Wrong(BackupManifest manifest, string table, string how) =>
        new($"{manifest.Id}/{manifest.Files.First(file => file.Table == table).Name}", how);

    private async Task AddVersionsAsync(BackupManifest manifest, CancellationToken cancellation)
    {
        await using var rows = await shelf.RowsAsync(manifest, "versions", cancellation)
            ?? throw new DamagedException($"{manifest.Id}/{BackupManifest.FileName}", "lists no versions");
        var (ledger, name, root, header, rowRoot) = (rows["ledger_id"], rows["name"], rows["dataset_root"], rows["header"], rows["row_root"]);
        while (await rows.NextAsync((_, field) => field == ledger || field == name || field == root || field == header || field == rowRoot, cancellation) is { } row)
        {
            var key = (BinaryPrimitives.ReadInt32BigEndian(row[ledger]), Digest.Read(row[root]));
            var version = new Version(Encoding.UTF8.GetString(row[name]!), row[header]!, Digest.Read(row[rowRoot]));
            if (version.Shape.Columns.Count == 0)
            {
                // Nothing but header and rows, and maybe no attachment at all.
                CheckRoot(manifest, key.Item2, version, []);
                continue;
            }

            (CollectionsMarshal.GetValueRefOrAddDefault(_waiting, key, out _) ??= []).Add(version);
        }
    }

    private void Check(BackupManifest manifest, (int, Digest Root) group, Dictionary<int, (int Chunks, Digest Root)> columns, Digest? rowRoot)
    {
        // Rows and commitments of a version are stored in one transaction, so they are all here or none is.
        if (columns.Count == 0 || !_waiting.Remove(group, out var versions))
        {
            return;
        }

        foreach (var version in versions)
        {
            if (rowRoot is not null && rowRoot != version.RowRoot)
            {
                throw Wrong(manifest, "attachments", $"has row hashes of {version.Name} that are not those of its row root");
            }

            CheckRoot(manifest, group.Root, version, columns);
        }
    }

    private static void CheckRoot(BackupManifest manifest, Digest root, Version version, Dictionary<int, (int Chunks, Digest Root)> columns)
    {
        var wanted = version.Shape.Columns;
        if (!wanted.All(column => columns.ContainsKey(column.Index)) || DatasetRoot.Tree(version.Header, version.RowRoot,
            [.. wanted.Select(column => (column.Index, columns[column.Index].Chunks, columns[column.Index].Root))]).Root != root)
        {
            throw Wrong(manifest, columns.Count == 0 ? "versions" : "attachments", $"does not rebuild dataset {version.Name} to its root {root}");
        }
    }

    private sealed record Version(string Name, byte[] Header, Digest RowRoot)
    {
        public DatasetShape Shape => PreparedDataset.ShapeOf(JsonSerializer.Deserialize<DatasetHeader>(Header, LedgerJson.Options)!);
    }
}
