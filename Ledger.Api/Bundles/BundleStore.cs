using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Ledger.Api.Canonical;
using Ledger.Api.Datasets;
using Npgsql;

namespace Ledger.Api.Bundles;

/// <summary>A bundle as listed.</summary>
internal sealed class StoredBundle
{
    public string Id { get; init; } = "";

    public string? Dataset { get; init; }

    public int? Version { get; init; }

    public string Type { get; init; } = "";

    public byte[] Bytes { get; init; } = [];
}

/// <summary>Bundles made: equal requests with equal nonce get the stored one.</summary>
internal sealed class BundleStore(NpgsqlDataSource database)
{
    private const string Columns = "id, dataset, version, type, bytes";

    /// <summary>Hash of a request: entries, statement, nonce.</summary>
    public static byte[] RequestHash(IReadOnlyList<DatasetVersion> versions, System.Text.Json.JsonElement statement, string nonce)
    {
        var text = string.Join(',', versions.Select(version => version.Index.ToString(CultureInfo.InvariantCulture)));
        return SHA256.HashData([.. Encoding.UTF8.GetBytes($"{text}\n{nonce}\n"), .. CanonicalJson.Write(statement)]);
    }

    /// <summary>The bundle of an equal request; null when there is none.</summary>
    public async Task<StoredBundle?> FindAsync(int ledger, byte[] requestHash, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<StoredBundle>(new CommandDefinition(
            $"select {Columns} from bundles where ledger_id = @ledger and request_hash = @requestHash", new { ledger, requestHash }, cancellationToken: cancellation));
    }

    /// <summary>A bundle by id; null when the ledger has none of it.</summary>
    public async Task<StoredBundle?> GetAsync(int ledger, string id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<StoredBundle>(new CommandDefinition(
            $"select {Columns} from bundles where ledger_id = @ledger and id = @id", new { ledger, id }, cancellationToken: cancellation));
    }

    /// <summary>All bundles of a ledger, or of a dataset, oldest first.</summary>
    public async Task<IReadOnlyList<StoredBundle>> ListAsync(int ledger, string? dataset, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<StoredBundle>(new CommandDefinition(
            $"select {Columns} from bundles where ledger_id = @ledger and (@dataset is null or dataset = @dataset) order by created_at, id",
            new { ledger, dataset }, cancellationToken: cancellation))];
    }

    /// <summary>Stores a bundle; of two made at once for equal requests the first stays, and is returned.</summary>
    public async Task<StoredBundle> AddAsync(
        int ledger, byte[] requestHash, DatasetVersion version, string type, byte[] bytes, CancellationToken cancellation)
    {
        var bundle = new StoredBundle
        {
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            Dataset = version.Name,
            Version = version.Version,
            Type = type,
            Bytes = bytes,
        };
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var added = await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into bundles (id, ledger_id, request_hash, dataset, version, type, bytes)
            values (@Id, @ledger, @requestHash, @Dataset, @Version, @Type, @Bytes) on conflict (ledger_id, request_hash) do nothing
            """,
            new { bundle.Id, ledger, requestHash, bundle.Dataset, bundle.Version, bundle.Type, bundle.Bytes },
            cancellationToken: cancellation));
        return added == 1 ? bundle : (await FindAsync(ledger, requestHash, cancellation))!;
    }
}
