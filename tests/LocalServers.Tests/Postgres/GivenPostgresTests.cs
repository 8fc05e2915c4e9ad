using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.LocalServers;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace LocalServers.Tests.Postgres;

/// <summary>A server that configuration gives, and the databases in it.</summary>
public sealed class GivenPostgresTests : IDisposable
{
    private readonly PostgresFixture _postgres = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _postgres.Dispose();

    [Fact]
    public async Task Add_ConnectionStringConfigured_UsesItAndCreatesEachDatabaseOnce()
    {
        await using var running = await _postgres.StartAsync();
        var (server, given) = Add(PostgresFixture.ConnectionString(running.Context).ConnectionString, "plain", "odd \"name\"; x");

        Assert.True(given.IsExternal);
        Assert.Null(await given.Server.ProbeAsync(running.Context with { Port = 0, Password = "" }, Token));
        Assert.All(await ChecksAsync(server), check => Assert.Equal(HealthStatus.Unhealthy, check.Status));
        await DatabaseCreation.CreateAsync(server, NullLogger.Instance, Token);
        await DatabaseCreation.CreateAsync(server, NullLogger.Instance, Token);
        Assert.All(await ChecksAsync(server), check => Assert.Equal(HealthStatus.Healthy, check.Status));
        Assert.Equal("2", await PostgresFixture.AskAsync(
            running.Context, "SELECT count(*) FROM pg_database WHERE datname IN ('plain', 'odd \"name\"; x')"));
    }

    [Fact]
    public async Task Probe_WrongPassword_NamesTheSettingButNotThePassword()
    {
        await using var running = await _postgres.StartAsync();
        var wrong = PostgresFixture.ConnectionString(running.Context with { Password = "planted" });
        var (_, given) = Add(wrong.ConnectionString);

        var refused = await Assert.ThrowsAsync<LocalServerException>(() => given.Server.ProbeAsync(running.Context, Token));

        Assert.Contains("ConnectionStrings__postgres", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_UserWithoutTheRight_IsSaidByTheHealthCheck()
    {
        await using var running = await _postgres.StartAsync();
        await PostgresFixture.AskAsync(running.Context, "CREATE ROLE reader LOGIN PASSWORD 'reader'");
        var reader = PostgresFixture.ConnectionString(running.Context with { Password = "reader" });
        reader.Username = "reader";
        var (server, _) = Add(reader.ConnectionString, "wanted");

        await DatabaseCreation.CreateAsync(server, NullLogger.Instance, Token);

        var check = Assert.Single(await ChecksAsync(server));
        Assert.Contains("could not be created: permission denied", check.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_NoConnectionString_NamesTheSettingButNotTheText()
    {
        var refused = Assert.Throws<DistributedApplicationException>(() => Add("planted=1"));

        Assert.Contains("ConnectionStrings:postgres", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reference_GivenServer_GetsItsParts()
    {
        var (server, _) = Add("Host=db.test;Port=6000;Username=some user;Password=p/w", "one");

        var database = (IResourceWithConnectionString)server.DatabaseResources[0];
        var parts = new Dictionary<string, string?>();
        foreach (var (name, expression) in database.GetConnectionProperties())
        {
            parts[name] = await expression.GetValueAsync(Token);
        }

        Assert.Equal("postgresql://some%20user:p%2Fw@db.test:6000/one", parts["Uri"]);
        Assert.Equal("jdbc:postgresql://db.test:6000/one", parts["JdbcConnectionString"]);
        Assert.Equal(("db.test", "6000", "some user", "p/w", "one"), (parts["Host"], parts["Port"], parts["Username"], parts["Password"], parts["DatabaseName"]));
        var own = new NpgsqlConnectionStringBuilder(await database.GetConnectionStringAsync(Token));
        Assert.Equal(("db.test", "one", "p/w"), (own.Host, own.Database, own.Password));
    }

    private (PostgresServerResource Server, LocalServerAnnotation Given) Add(string connectionString, params string[] databases)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { ProjectDirectory = _postgres.Folder.Path });
        builder.Configuration["ConnectionStrings:postgres"] = connectionString;
        var server = builder.AddPostgres("postgres");
        foreach (var (index, database) in databases.Index())
        {
            server.AddDatabase($"db{index}", database);
        }

        return (server.Resource, server.Resource.Annotations.OfType<LocalServerAnnotation>().Single());
    }

    private static async Task<HealthCheckResult[]> ChecksAsync(PostgresServerResource server) =>
        await Task.WhenAll(server.DatabaseResources.Select(d => new DatabaseCheck(d).CheckHealthAsync(new HealthCheckContext(), Token)));
}
