using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;

namespace ServiceDefaults.Tests.StandIns;

/// <summary>What services rely on in Aspire.Npgsql and Aspire.StackExchange.Redis, whichever of the two kinds is built.</summary>
public sealed class ClientTests
{
    private readonly HostApplicationBuilder _builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());

    [Fact]
    public void Npgsql_ConnectionStrings_WinOverTheSections()
    {
        Set("Aspire:Npgsql:ConnectionString", "Host=general");
        Set("Aspire:Npgsql:db:ConnectionString", "Host=named");
        Assert.Equal("named", Host());
        Set("ConnectionStrings:db", "Host=given");
        Assert.Equal("given", Host());

        string? Host()
        {
            string? seen = null;
            _builder.AddNpgsqlDataSource("db", settings => seen = settings.ConnectionString);
            return new NpgsqlConnectionStringBuilder(seen).Host;
        }
    }

    [Fact]
    public void Npgsql_DelegateAndDataSourceBuilder_HaveTheLastWord()
    {
        Set("ConnectionStrings:db", "Host=given");
        _builder.AddNpgsqlDataSource(
            "db", settings => settings.ConnectionString = "Host=chosen", source => source.ConnectionStringBuilder.MaxPoolSize = 3);
        using var services = _builder.Services.BuildServiceProvider();
        var parsed = new NpgsqlConnectionStringBuilder(services.GetRequiredService<NpgsqlDataSource>().ConnectionString);
        Assert.Equal(("chosen", 3), (parsed.Host, parsed.MaxPoolSize));
    }

    [Fact]
    public void Npgsql_NoConnectionString_FailsWhenAskedForNamingTheSetting()
    {
        _builder.AddNpgsqlDataSource("db");
        using var services = _builder.Services.BuildServiceProvider();
        var failure = Assert.Throws<InvalidOperationException>(services.GetRequiredService<NpgsqlDataSource>);
        Assert.Contains("ConnectionStrings:db", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 0)]
    public void Clients_HealthChecks_AreRegisteredUnlessSwitchedOff(bool off, int expected)
    {
        _builder.AddNpgsqlDataSource("db", settings => settings.DisableHealthChecks = off);
        _builder.AddRedisClient("redis", settings => settings.DisableHealthChecks = off);
        using var services = _builder.Services.BuildServiceProvider();
        var names = services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Select(check => check.Name);
        Assert.Equal(expected, names.Count(name => name is "PostgreSql" or "StackExchange.Redis"));
    }

    [Fact]
    public void Redis_GenuineHostsString_IsUnderstood()
    {
        Set("ConnectionStrings:redis", "localhost:1,localhost:2,password=p=w,ssl=true,connectTimeout=100,connectRetry=1");
        ConfigurationOptions? seen = null;
        _builder.AddRedisClient("redis", configureOptions: options =>
        {
            seen = options;
            throw new OperationCanceledException("seen enough: connecting is not this test's matter");
        });
        using var services = _builder.Services.BuildServiceProvider();
        Assert.Throws<OperationCanceledException>(services.GetRequiredService<IConnectionMultiplexer>);
        Assert.NotNull(seen);
        Assert.Equal(("p=w", true, false, 2), (seen.Password, seen.Ssl, seen.AbortOnConnectFail, seen.EndPoints.Count));
    }

    [Fact]
    public void Redis_AbortConnectInTheString_IsObeyed()
    {
        Set("ConnectionStrings:redis", "127.0.0.1:1,abortConnect=true,connectTimeout=200,connectRetry=1");
        _builder.AddRedisClient("redis");
        using var services = _builder.Services.BuildServiceProvider();
        Assert.Throws<RedisConnectionException>(services.GetRequiredService<IConnectionMultiplexer>);
    }

    private void Set(string key, string value) => ((IConfigurationManager)_builder.Configuration)[key] = value;
}
