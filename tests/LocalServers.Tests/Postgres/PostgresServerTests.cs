using System.Globalization;
using Aspire.Hosting.LocalServers;
using LocalServers.Tests.Running;
using Npgsql;
using static LocalServers.Tests.Postgres.PostgresFixture;

namespace LocalServers.Tests.Postgres;

public sealed class PostgresServerTests : IDisposable
{
    private readonly PostgresFixture _postgres = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _postgres.Dispose();

    [Fact]
    public async Task Start_NewFolder_ServesDurablyOnLoopbackInUtf8()
    {
        await using var running = await _postgres.StartAsync();

        Assert.Equal("127.0.0.1", await AskAsync(running.Context, "SHOW listen_addresses"));
        Assert.Equal("", await AskAsync(running.Context, "SHOW unix_socket_directories"));
        Assert.Equal("UTF8", await AskAsync(running.Context, "SHOW server_encoding"));
        Assert.Equal("C", await AskAsync(running.Context, "SELECT datcollate FROM pg_database WHERE datname = 'postgres'"));
        Assert.Equal("on", await AskAsync(running.Context, "SHOW data_checksums"));
        Assert.Equal("on", await AskAsync(running.Context, "SHOW fsync"));
        Assert.Equal("on", await AskAsync(running.Context, "SHOW synchronous_commit"));
        Assert.Equal("UTC", await AskAsync(running.Context, "SHOW TimeZone"));
        Assert.Equal("0", await AskAsync(
            running.Context, "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method IS DISTINCT FROM 'scram-sha-256'"));
        Assert.Equal(0, await running.StopAsync());
    }

    [Fact]
    public async Task Start_NewFolder_LeavesNoPasswordInFilesOrOnTheCommandLine()
    {
        await using var running = await _postgres.StartAsync();

        var commandLine = File.ReadAllText($"/proc/{running.ProcessId}/cmdline");
        Assert.DoesNotContain(running.Context.Password, commandLine, StringComparison.Ordinal);
        Assert.Equal(["pgdata"], Directory.EnumerateFileSystemEntries(_postgres.DataDirectory).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Probe_PasswordOtherThanTheDatas_SaysWhatToPutBack()
    {
        await using var running = await _postgres.StartAsync();
        var context = running.Context with { Password = "another" };

        var refused = await Assert.ThrowsAsync<LocalServerException>(() => _postgres.Server.ProbeAsync(context, Token));

        Assert.Contains("Parameters:server-password", refused.Message, StringComparison.Ordinal);
        Assert.Contains(_postgres.DataDirectory, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_NothingListening_GivesTheReason() =>
        Assert.Contains("refused", await _postgres.Server.ProbeAsync(_postgres.NewContext(), Token), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public async Task Kill_WhileFourClientsWrite_LosesNothingAcknowledged()
    {
        var acknowledged = new int[4];
        await using (var first = await _postgres.StartAsync())
        {
            await AskAsync(first.Context, "CREATE TABLE entries (client int, number int)");
            var writers = Enumerable.Range(0, acknowledged.Length).Select(client => WriteAsync(first.Context, client, acknowledged)).ToArray();
            await Until.HoldsAsync(() => acknowledged.All(count => count > 50));
            await first.KillAsync();
            await Task.WhenAll(writers);
        }

        await using var second = await _postgres.StartAsync();

        for (var client = 0; client < acknowledged.Length; client++)
        {
            var kept = await AskAsync(second.Context, $"SELECT count(*) FROM entries WHERE client = {client}");
            Assert.InRange(int.Parse(kept, null), acknowledged[client], acknowledged[client] + 1);
        }
    }

    [Fact]
    public async Task Kill_WhileAQueryRunsOn_EndsItsProcessBeforeTheNextStart()
    {
        await using var first = await _postgres.StartAsync();
        var query = Assert.ThrowsAnyAsync<Exception>(
            () => AskAsync(first.Context, "DO $$ BEGIN LOOP END LOOP; END $$"));
        await Until.HoldsAsync(async () => await AskAsync(
            first.Context, "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'DO %'") == "1");
        await first.KillAsync();
        Assert.NotEmpty(FolderProcesses.Find(Path.Combine(_postgres.DataDirectory, "pgdata"), "postgres"));

        await using var second = await _postgres.StartAsync();

        Assert.Equal("1", await AskAsync(second.Context, "SELECT 1"));
        await query;
    }

    [Fact]
    public async Task Prepare_ServerOfAKilledHostStillRuns_ShutsItDownInOrder()
    {
        await using var orphan = await _postgres.StartAsync();
        await AskAsync(orphan.Context, "CREATE TABLE kept AS SELECT 7 AS value");

        await using var second = await _postgres.StartAsync();

        Assert.Contains("received fast shutdown request", orphan.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not properly shut down", second.Output, StringComparison.Ordinal);
        Assert.Equal("7", await AskAsync(second.Context, "SELECT value FROM kept"));
    }

    [Fact]
    public async Task Prepare_LockNamesAnotherProgram_TakesTheLockAway()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells what works on a folder.");
        await using (var first = await _postgres.StartAsync())
        {
            await AskAsync(first.Context, "CREATE TABLE kept AS SELECT 7 AS value");
            await first.KillAsync();
        }

        var file = Path.Combine(_postgres.DataDirectory, "pgdata", "postmaster.pid");
        var left = await File.ReadAllLinesAsync(file, Token);
        await File.WriteAllLinesAsync(file, left.Skip(1).Prepend(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)), Token);
        await _postgres.Server.PrepareAsync(_postgres.NewContext(), Token);
        Assert.False(File.Exists(file));
        await using var second = await _postgres.StartAsync();

        Assert.Equal("7", await AskAsync(second.Context, "SELECT value FROM kept"));
    }

    [Fact]
    public async Task Prepare_DataOfAnAbsentVersion_NamesItAndTheFolder()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_postgres.DataDirectory, "pgdata")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "PG_VERSION"), "9.6\n", Token);

        var refused = await Assert.ThrowsAsync<LocalServerException>(() => _postgres.Server.PrepareAsync(_postgres.NewContext(), Token));

        Assert.Contains("written by PostgreSQL 9,", refused.Message, StringComparison.Ordinal);
        Assert.Contains(folder, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_FolderThatIsNoCluster_SaysSo()
    {
        Directory.CreateDirectory(Path.Combine(_postgres.DataDirectory, "pgdata"));

        var refused = await Assert.ThrowsAsync<LocalServerException>(() => _postgres.Server.PrepareAsync(_postgres.NewContext(), Token));

        Assert.Contains("no readable PG_VERSION", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_InitializationWasCutOff_BeginsAnew()
    {
        var part = Directory.CreateDirectory(Path.Combine(_postgres.DataDirectory, "pgdata.part")).FullName;
        await File.WriteAllTextAsync(Path.Combine(part, "PG_VERSION"), "15\n", Token);

        await using var running = await _postgres.StartAsync();

        Assert.False(Directory.Exists(part));
    }

    private static async Task WriteAsync(LocalServerContext context, int client, int[] acknowledged)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString(context).ConnectionString);
            await connection.OpenAsync(Token);
            while (true)
            {
                await using var insert = new NpgsqlCommand($"INSERT INTO entries VALUES ({client}, {acknowledged[client]})", connection);
                await insert.ExecuteNonQueryAsync(Token);
                acknowledged[client]++;
            }
        }
        catch (NpgsqlException)
        {
            // The server was killed, as the test means it to be.
        }
    }
}
