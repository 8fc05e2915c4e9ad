using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;
using Platform.ServiceDefaults.Auth;

namespace Ledger.Api.Accounts;

/// <summary>A user as stored.</summary>
internal sealed class StoredUser
{
    public string Name { get; init; } = "";

    public byte[] Salt { get; init; } = [];

    public byte[] PasswordHash { get; init; } = [];

    public string[] Roles { get; init; } = [];

    public string[] Ledgers { get; init; } = [];

    public bool Locked { get; init; }
}

/// <summary>An API key as stored: its hash only.</summary>
internal sealed class StoredKey
{
    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    public string[] Roles { get; init; } = [];

    public string[] Ledgers { get; init; } = [];

    public DateTime? ExpiresAt { get; init; }

    public DateTime? LastUsed { get; init; }
}

/// <summary>Users and API keys in the database; three failures lock a user for a quarter of an hour.</summary>
internal sealed class AccountStore(NpgsqlDataSource database) : IApiKeySource
{
    private const string Prefix = "zdl_";
    private const int MaxFailures = 3;
    private static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(15);

    /// <summary>A user; null when there is none.</summary>
    public async Task<StoredUser?> FindUserAsync(string name, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<StoredUser>(new CommandDefinition(
            "select name, salt, password_hash as PasswordHash, roles, ledgers, coalesce(locked_until > clock_timestamp(), false) as Locked from users where name = @name",
            new { name }, cancellationToken: cancellation));
    }

    /// <summary>Counts a failed log-in, or forgets failures after a good one.</summary>
    public async Task CountAsync(string name, bool good, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            good ? "update users set failures = 0, locked_until = null where name = @name"
                : """
                  update users set failures = case when failures + 1 >= @MaxFailures then 0 else failures + 1 end,
                      locked_until = case when failures + 1 >= @MaxFailures then clock_timestamp() + @LockedFor else locked_until end
                  where name = @name
                  """,
            new { name, MaxFailures, LockedFor }, cancellationToken: cancellation));
    }

    /// <summary>Adds a user; false when the name is taken.</summary>
    public async Task<bool> AddUserAsync(string name, string password, string[] roles, string[] ledgers, CancellationToken cancellation)
    {
        var (salt, hash) = Passwords.Create(password);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(new CommandDefinition(
            "insert into users (name, salt, password_hash, roles, ledgers) values (@name, @salt, @hash, @roles, @ledgers) on conflict do nothing",
            new { name, salt, hash, roles, ledgers }, cancellationToken: cancellation)) == 1;
    }

    /// <summary>Users after a name, in its order, at most so many.</summary>
    public async Task<IReadOnlyList<StoredUser>> UsersAsync(string? after, int count, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<StoredUser>(new CommandDefinition(
            """
            select name, salt, password_hash as PasswordHash, roles, ledgers, coalesce(locked_until > clock_timestamp(), false) as Locked from users
            where @after is null or name collate "C" > @after order by name collate "C" limit @count
            """,
            new { after, count }, cancellationToken: cancellation))];
    }

    /// <summary>Makes a key; its text is known only now.</summary>
    public async Task<(string Id, string Key)> AddKeyAsync(
        string name, string[] roles, string[] ledgers, DateTimeOffset? expires, CancellationToken cancellation)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var key = $"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into api_keys (id, hash, name, roles, ledgers, expires_at) values (@id, @hash, @name, @roles, @ledgers, @expires)",
            new { id, hash = Hash(key), name, roles, ledgers, expires = expires?.UtcDateTime }, cancellationToken: cancellation));
        return (id, key);
    }

    /// <summary>Keys after an id, in its order, at most so many; without their text.</summary>
    public async Task<IReadOnlyList<StoredKey>> KeysAsync(string? after, int count, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<StoredKey>(new CommandDefinition(
            """
            select id, name, roles, ledgers, expires_at as ExpiresAt, last_used as LastUsed from api_keys
            where @after is null or id > @after order by id limit @count
            """,
            new { after, count }, cancellationToken: cancellation))];
    }

    /// <summary>Removes a user or key; false when there was none.</summary>
    public async Task<bool> RemoveAsync(string table, string id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(new CommandDefinition(
            table == "users" ? "delete from users where name = @id" : "delete from api_keys where id = @id", new { id }, cancellationToken: cancellation)) == 1;
    }

    /// <inheritdoc/>
    public async ValueTask<KeyOwner?> FindAsync(string presented, CancellationToken cancellationToken)
    {
        if (!presented.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var found = await connection.QuerySingleOrDefaultAsync<StoredKey>(new CommandDefinition(
            "update api_keys set last_used = clock_timestamp() where hash = @hash and (expires_at is null or expires_at > clock_timestamp()) returning id, name, roles, ledgers",
            new { hash = Hash(presented) }, cancellationToken: cancellationToken));
        return found is null ? null : new KeyOwner(found.Name, found.Roles)
        {
            Claims = [.. found.Ledgers.Select(ledger => new KeyValuePair<string, string>("ledgers", ledger))],
        };
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
