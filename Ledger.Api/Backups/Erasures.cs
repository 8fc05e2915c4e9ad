using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Ledger.Api.Backups.Targets;
using Ledger.Api.Canonical;
using Ledger.Api.Entries;
using Npgsql;

namespace Ledger.Api.Backups;

/// <summary>A dataset version whose rows and key are destroyed.</summary>
internal sealed record Erasure(
    string Origin, string Dataset, int Version, string Root, string At, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Mac = null);

/// <summary>
/// Erasures that outlive the database: each is written beside the backups as soon as it is made, and every restore destroys again
/// what they name. The sealed bytes in older backups go when retention removes those.
/// </summary>
internal sealed class Erasures(NpgsqlDataSource database, BackupTargets targets, BackupKey key)
{
    private const string Folder = "erasures";

    /// <summary>Writes what is not yet written to every target.</summary>
    public async Task ExportAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var made = (await connection.QueryAsync<(string Origin, string Dataset, int Version, byte[] Root, DateTime At)>(new CommandDefinition(
            "select origin, dataset, version, dataset_root, at from erasures where not exported", cancellationToken: cancellation))).ToArray();
        foreach (var row in made)
        {
            var erasure = new Erasure(row.Origin, row.Dataset, row.Version, Convert.ToBase64String(row.Root), Entry.Stamp(row.At));
            var file = targets.Local.PathOf(PathOf(erasure));
            await targets.Local.WriteAsync(PathOf(erasure), stream => stream.WriteAsync(Seal(erasure), cancellation).AsTask());
            if (targets.Remote is { } remote)
            {
                await remote.PutAsync(PathOf(erasure), file, cancellation);
            }

            await connection.ExecuteAsync(new CommandDefinition(
                "update erasures set exported = true where origin = @Origin and dataset = @Dataset and version = @Version",
                new { row.Origin, row.Dataset, row.Version }, cancellationToken: cancellation));
        }
    }

    /// <summary>All erasures that a target knows.</summary>
    /// <exception cref="DamagedException">One does not hold under its MAC: what it erased is unknown, so nothing may be restored.</exception>
    public async Task<IReadOnlyList<Erasure>> ReadAsync(IBackupTarget target, CancellationToken cancellation)
    {
        var found = new List<Erasure>();
        foreach (var item in await target.ListAsync(Folder + "/", cancellation))
        {
            await using var stream = await target.OpenAsync(item.Path, cancellation);
            if (stream is not null)
            {
                using var buffer = new MemoryStream();
                await stream.CopyToAsync(buffer, cancellation);
                found.Add(Open(buffer.ToArray(), item.Path));
            }
        }

        return found;
    }

    private static string PathOf(Erasure erasure) =>
        $"{Folder}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{erasure.Origin}\n{erasure.Dataset}\n{erasure.Version}")))}.json";

    private byte[] Seal(Erasure erasure) => CanonicalJson.Write(
        erasure with { Mac = Convert.ToBase64String(key.Mac(CanonicalJson.Write(erasure with { Mac = null }, LedgerJson.Options))) }, LedgerJson.Options);

    private Erasure Open(byte[] bytes, string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Erasure>(bytes, LedgerJson.Options) is { } read && CryptographicOperations.FixedTimeEquals(bytes, Seal(read))
                ? read : throw new DamagedException(path, $"was altered, or was written under another key than {key.Id}");
        }
        catch (JsonException)
        {
            throw new DamagedException(path, "is no erasure");
        }
    }
}
