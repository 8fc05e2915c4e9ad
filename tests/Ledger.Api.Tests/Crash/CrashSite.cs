using System.Diagnostics;
using System.Text.Json.Nodes;
using Ledger.Api.Checkpoints;
using Ledger.Api.Tests.Proofs;
using Npgsql;

namespace Ledger.Api.Tests.Crash;

/// <summary>Two replicas on one PostgreSQL, clients that append to both, and a watch on what both publish.</summary>
internal sealed class CrashSite : IAsyncDisposable
{
    private readonly List<Appender> _appenders = [];
    private readonly List<CheckpointWatch> _watches = [];
    private CrashAudit _audit = null!;

    private CrashSite(CrashablePostgres postgres, bool hasShortLease) => (Postgres, Replicas) =
        (postgres, [new Replica("left", postgres.ConnectionString, hasShortLease), new Replica("right", postgres.ConnectionString, hasShortLease)]);

    public CrashablePostgres Postgres { get; }

    public Replica[] Replicas { get; }

    public IReadOnlyList<Acknowledged> Told => [.. _appenders.SelectMany(appender => appender.Acknowledged)];

    public IEnumerable<KeyValuePair<string, int>> Failures => _appenders.SelectMany(appender => appender.Failures)
        .GroupBy(pair => pair.Key).Select(kind => KeyValuePair.Create(kind.Key, kind.Sum(pair => pair.Value)));

    public int Published => _watches.SelectMany(watch => watch.Notes).Distinct().Count();

    /// <summary>Log size when last audited.</summary>
    public int Size => _audit.Size;

    /// <summary>Starts everything; clients are appending when it returns.</summary>
    /// <param name="keyed">Clients that repeat an entry until they have its answer.</param>
    /// <param name="keyless">Clients that do not.</param>
    /// <param name="hasShortLease">Whether another replica takes over sooner than by default.</param>
    public static async Task<CrashSite> OpenAsync(int keyed, int keyless, bool hasShortLease = false)
    {
        var site = new CrashSite(await CrashablePostgres.CreateAsync(), hasShortLease);
        await Task.WhenAll(site.Replicas.Select(replica => replica.StartAsync()));
        var (status, body) = await site.Replicas[0].SendAsync(
            HttpMethod.Post, "/api/ledgers", """{"project":"p"}""", null, TestContext.Current.CancellationToken);
        Assert.True(status == 201, body);
        Assert.True(NoteKey.TryParse((string?)JsonNode.Parse(body)!["verifierKey"], out var key));
        site._audit = new CrashAudit(key);
        for (var i = 0; i < keyed + keyless; i++)
        {
            site._appenders.Add(new Appender(i, site.Replicas, hasKeys: i < keyed));
        }

        site._watches.AddRange(site.Replicas.Select(replica => new CheckpointWatch(replica)));
        site._watches.ForEach(watch => watch.Start());
        site._appenders.ForEach(appender => appender.Start());
        return site;
    }

    /// <summary>Waits until every client has been told of so many more entries; gives the time until the first.</summary>
    public async Task<TimeSpan> ProgressAsync(int each)
    {
        var start = Stopwatch.GetTimestamp();
        var before = _appenders.ConvertAll(appender => appender.Acknowledged.Count);
        await Fakes.Eventually.UntilAsync(async _ =>
        {
            await Task.WhenAll(_appenders.Where(appender => appender.HasFailed).Select(appender => appender.StopAsync()));
            return _appenders.Index().All(pair => pair.Item.Acknowledged.Count >= before[pair.Index] + each);
        });
        return Stopwatch.GetElapsedTime(start, Told.Where(entry => entry.At > start).Min(entry => entry.At));
    }

    /// <summary>Everything that was told so far holds.</summary>
    public async Task AuditAsync()
    {
        foreach (var watch in _watches)
        {
            var sizes = watch.Notes.Select(note => long.Parse(note.Split('\n')[1], System.Globalization.CultureInfo.InvariantCulture)).ToArray();
            Assert.Equal(sizes.Order(), sizes); // a replica never shows an older one again
        }

        await _audit.CheckAsync(Replicas[0], Told, [.. _watches.SelectMany(watch => watch.Notes).Distinct()]);
    }

    /// <summary>Ends the clients; then all that was told holds, also of checkpoints that only the database saw, and keys answer as before.</summary>
    public async Task CloseAsync()
    {
        foreach (var appender in _appenders)
        {
            await appender.StopAsync();
        }

        await AuditAsync();
        foreach (var watch in _watches)
        {
            await watch.StopAsync();
        }

        await _audit.CheckAsync(Replicas[1], Told, await StoredNotesAsync());
        foreach (var entry in Told.Where(entry => entry.Writer == 0).TakeLast(LongTests.Enabled ? 200 : 20))
        {
            foreach (var replica in Replicas)
            {
                var (status, body) = await replica.SendAsync(
                    HttpMethod.Post, "/api/ledgers/p/entries", Appender.Request(entry.Writer, entry.Number), entry.Key, TestContext.Current.CancellationToken);
                Assert.Equal((201, entry.Body), (status, body));
            }
        }

        await _audit.CheckAsync(Replicas[0], Told, []);
    }

    /// <summary>The replica that holds the lease, and the other one, as both say.</summary>
    public async Task<(Replica Primary, Replica Other, long Term)> RolesAsync()
    {
        Replica? primary = null;
        var term = 0L;
        await Fakes.Eventually.UntilAsync(async cancellation =>
        {
            foreach (var replica in Replicas)
            {
                var (status, body) = await replica.SendAsync(HttpMethod.Get, "/api/cluster/status", null, null, cancellation);
                if (status == 200 && (string?)JsonNode.Parse(body)!["role"] == "primary")
                {
                    (primary, term) = (replica, long.Parse((string)JsonNode.Parse(body)!["term"]!, System.Globalization.CultureInfo.InvariantCulture));
                    return true;
                }
            }

            return false;
        });
        return (primary!, Replicas.Single(replica => replica != primary), term);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in Replicas)
        {
            await replica.DisposeAsync();
        }

        await Postgres.DisposeAsync();
    }

    private async Task<List<string>> StoredNotesAsync()
    {
        var notes = new List<string>();
        await using var connection = new NpgsqlConnection(Postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("select note, term from checkpoints order by size", connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var term = 0L;
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            notes.Add(reader.GetString(0));
            Assert.True(reader.GetInt64(1) >= term, "a checkpoint of an older term follows one of a newer");
            term = reader.GetInt64(1);
        }

        return notes;
    }
}
