using Npgsql;
using NpgsqlTypes;

namespace Platform.ServiceDefaults.Audit;

/// <summary>
/// Audit rows as part of a transaction: they are durable with its commit, and gone with its rollback. Its three steps are
/// commands of the transaction's own batches, so that they cost no round trip: <see cref="Begin"/>, <see cref="ReadAsync"/>
/// over their results, <see cref="Write"/>. From the first to the commit no other row can be written: replicas take
/// turns, so that numbers have no gaps and the chain no forks. Hold no lock that a writer of audit rows may wait for.
/// </summary>
public sealed class AuditTransaction
{
    // Any number will do that no other advisory lock of the database has: ASCII "audit".
    private const long Lock = 0x61_75_64_69_74;

    internal const string Head = "SELECT seq, hash FROM audit_log ORDER BY seq DESC LIMIT 1";

    internal const string Columns = "seq, at, type, actor, ip, client, method, path, status, correlation_id, detail, prev_hash, hash";

    private readonly bool _isChained;
    private long _seq;
    private byte[] _hash = AuditChain.Start;

    internal AuditTransaction(bool isChained) => _isChained = isChained;

    /// <summary>Two commands that wait for the turn and read the last row: the second sees what was committed while the first waited.</summary>
#pragma warning disable CA1822 // a step of this transaction, though it needs nothing of it
    public IReadOnlyList<NpgsqlBatchCommand> Begin() =>
        [new("SELECT pg_advisory_xact_lock($1)") { Parameters = { new() { Value = Lock } } }, new(Head)];
#pragma warning restore CA1822

    /// <summary>Reads the results of the two commands of <see cref="Begin"/>.</summary>
    /// <param name="reader">Stands on the first of them.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        if (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            _seq = reader.GetInt64(0);
            _hash = reader.IsDBNull(1) ? _hash : reader.GetFieldValue<byte[]>(1);
        }
    }

    /// <summary>The command that inserts entries after the last row.</summary>
    public NpgsqlBatchCommand Write(IReadOnlyList<AuditEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var rows = Number(entries);
        var insert = new NpgsqlBatchCommand(
            $"INSERT INTO audit_log ({Columns}) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)");
        Add(NpgsqlDbType.Bigint, row => row.Seq);
        Add(NpgsqlDbType.TimestampTz, row => row.Entry.At.UtcDateTime);
        Add(NpgsqlDbType.Text, row => row.Entry.Type);
        Add(NpgsqlDbType.Text, row => row.Entry.Actor);
        Add(NpgsqlDbType.Text, row => row.Entry.Ip);
        Add(NpgsqlDbType.Text, row => row.Entry.Client);
        Add(NpgsqlDbType.Text, row => row.Entry.Method);
        Add(NpgsqlDbType.Text, row => row.Entry.Path);
        Add(NpgsqlDbType.Integer, row => row.Entry.Status);
        Add(NpgsqlDbType.Text, row => row.Entry.CorrelationId);
        Add(NpgsqlDbType.Json, row => row.Entry.Detail);
        Add(NpgsqlDbType.Bytea, row => row.PrevHash);
        Add(NpgsqlDbType.Bytea, row => row.Hash);
        return insert;

        void Add<T>(NpgsqlDbType type, Func<AuditRow, T> cell) =>
            insert.Parameters.Add(new NpgsqlParameter { Value = rows.ConvertAll(row => cell(row)).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });
    }

    private List<AuditRow> Number(IReadOnlyList<AuditEntry> entries)
    {
        var rows = new List<AuditRow>(entries.Count);
        foreach (var entry in entries)
        {
            _seq++;
            var hash = _isChained ? AuditChain.HashOf(_hash, _seq, entry) : null;
            rows.Add(new AuditRow(_seq, entry, _isChained ? _hash : null, hash));
            _hash = hash ?? _hash;
        }

        return rows;
    }
}
