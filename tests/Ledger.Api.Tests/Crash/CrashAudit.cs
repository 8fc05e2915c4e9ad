using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json.Nodes;
using Ledger.Api.Checkpoints;
using Ledger.Api.Tests.Independent;

namespace Ledger.Api.Tests.Crash;

/// <summary>Reads the whole log through its public tiles and holds it against what clients were told.</summary>
internal sealed class CrashAudit(NoteKey key)
{
    private readonly Dictionary<(int, int), byte[]> _known = [];
    private readonly List<byte[]> _entries = [];
    private readonly List<byte[]> _leaves = [];

    /// <summary>Entries read so far.</summary>
    public int Size => _entries.Count;

    /// <summary>Checks acknowledgements and published checkpoints against the log as a replica shows it now.</summary>
    public async Task CheckAsync(Replica replica, IReadOnlyList<Acknowledged> told, IReadOnlyList<string> notes)
    {
        var needed = told.Count == 0 ? 1 : told.Max(entry => entry.Index) + 1;
        var last = await CoveringAsync(replica, needed);
        await ReadAsync(replica, last.Size);
        Assert.Equal(last.Root.ToArray(), NaiveTree.Root(_leaves, 0, (int)last.Size, _known));

        foreach (var entry in told)
        {
            Assert.Equal(Convert.ToBase64String(_leaves[(int)entry.Index]), entry.LeafHash);
            Assert.Equal((entry.Writer, entry.Number), Said(entry.Index));
        }

        Assert.Equal(told.Count, told.Select(entry => entry.Index).Distinct().Count());
        var indexes = Enumerable.Range(0, _entries.Count).Select(i => JsonNode.Parse(_entries[i])!).ToArray();
        Assert.All(indexes.Index(), pair => Assert.Equal(pair.Index.ToString(CultureInfo.InvariantCulture), (string?)pair.Item["index"]));
        var twice = indexes.Where(entry => (string?)entry["op"] == "custom")
            .GroupBy(entry => entry["params"]!["parameters"]!.ToJsonString()).Where(same => same.Count() > 1).Select(same => same.Key);
        Assert.Empty(twice);

        foreach (var note in notes)
        {
            Assert.True(Checkpoint.TryOpen(note, key, out var older), note);
            if (older.Size > last.Size)
            {
                continue; // published since the last was read; it is in the next check
            }

            Assert.Equal(NaiveTree.Root(_leaves, 0, (int)older.Size, _known), older.Root.ToArray());
            var answer = JsonNode.Parse((await OkAsync(replica, $"/api/ledgers/p/log/proofs/consistency?first={older.Size}&second={last.Size}")))!;
            Assert.True(NaiveTree.VerifyConsistency(
                older.Size, older.Root.ToArray(), last.Size, last.Root.ToArray(),
                [.. answer["hashes"]!.AsArray().Select(hash => Convert.FromBase64String((string)hash!))]), note);
        }
    }

    private (int Writer, int Number) Said(long index)
    {
        var parameters = JsonNode.Parse(_entries[(int)index])!["params"]!["parameters"]!;
        return ((int)parameters["writer"]!, (int)parameters["number"]!);
    }

    private async Task<Checkpoint> CoveringAsync(Replica replica, long size)
    {
        Checkpoint? covering = null;
        await Fakes.Eventually.UntilAsync(async _ =>
        {
            // Killed early, the service may not have signed its first yet.
            var (status, note) = await replica.SendAsync(HttpMethod.Get, "/api/ledgers/p/log/checkpoint", null, null, TestContext.Current.CancellationToken);
            Assert.True(status == 200 ? Checkpoint.TryOpen(note, key, out covering) : status == 404, note);
            return covering?.Size >= size;
        });
        return covering!;
    }

    // Entry tiles: 256 entries each, the last one narrower, every entry after its length in two bytes.
    private async Task ReadAsync(Replica replica, long size)
    {
        while (_entries.Count < size)
        {
            var tile = _entries.Count / 256;
            var width = Math.Min(256, size - (256L * tile));
            var name = string.Join('/', tile >= 1000 ? [$"x{tile / 1000:000}", $"{tile % 1000:000}"] : new[] { $"{tile:000}" });
            var bytes = await replica.BytesAsync($"/api/ledgers/p/log/tile/entries/{name}{(width < 256 ? $".p/{width}" : "")}");
            var at = 0;
            for (var i = 256 * tile; at < bytes.Length; i++)
            {
                var length = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));
                if (i >= _entries.Count)
                {
                    _entries.Add(bytes[(at + 2)..(at + 2 + length)]);
                    _leaves.Add(NaiveTree.Leaf(_entries[^1]));
                }

                at += 2 + length;
            }
        }
    }

    private static async Task<string> OkAsync(Replica replica, string path)
    {
        var (status, body) = await replica.SendAsync(HttpMethod.Get, path, null, null, TestContext.Current.CancellationToken);
        Assert.True(status == 200, $"{path}: {status} {body}");
        return body;
    }
}
