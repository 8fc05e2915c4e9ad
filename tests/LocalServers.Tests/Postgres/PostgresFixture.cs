using Aspire.Hosting.LocalServers;
using LocalServers.Tests.Running;
using Npgsql;

namespace LocalServers.Tests.Postgres;

/// <summary>A PostgreSQL of this machine (or fetched) on a folder of its own.</summary>
internal sealed class PostgresFixture : IDisposable
{
    public PostgresFixture(PostgresPrograms? programs = null)
    {
        Server = new PostgresServer(() => programs ?? PostgresPrograms.OfThisMachine(), _ => new("keeper"));
        DataDirectory = Folder.Sub("postgres");
    }

    public TestFolder Folder { get; } = new();

    public PostgresServer Server { get; }

    public string DataDirectory { get; set; }

    public LocalServerContext NewContext(string password = "kept-Password1") =>
        RunningServer.NewContext(DataDirectory, TestCache.Path, password);

    public Task<RunningServer> StartAsync() => RunningServer.StartAsync(Server, NewContext());

    public static NpgsqlConnectionStringBuilder ConnectionString(LocalServerContext context) => new()
    {
        Host = "127.0.0.1",
        Port = context.Port,
        Username = "keeper",
        Password = context.Password,
        Database = "postgres",
        Pooling = false,
    };

    public static async Task<string> AskAsync(LocalServerContext context, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(context).ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToString(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken), null)!;
    }

    public void Dispose() => Folder.Dispose();
}
