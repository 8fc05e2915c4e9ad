using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.LocalServers;
using LocalServers.Tests.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalServers.Tests.Redis;

/// <summary>A Redis that configuration gives, played by a server that knows AUTH and PING.</summary>
public sealed class GivenRedisTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Probe_RightPassword_Serves()
    {
        await using var redis = await StartAsync();

        Assert.Null(await Add($"{Address(redis)},password=right").Server.ProbeAsync(Context, Token));
    }

    [Theory]
    [InlineData(",password=planted")]
    [InlineData("")]
    public async Task Probe_WrongOrNoPassword_NamesTheSettingButNotThePassword(string password)
    {
        await using var redis = await StartAsync();
        var given = Add(Address(redis) + password);

        var refused = await Assert.ThrowsAsync<LocalServerException>(() => given.Server.ProbeAsync(Context, Token));

        Assert.Contains("ConnectionStrings__redis", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_NothingListening_SaysWhere() =>
        Assert.Contains("127.0.0.1:1,", await Add("127.0.0.1:1").Server.ProbeAsync(Context, Token), StringComparison.Ordinal);

    [Theory]
    [InlineData("localhost:99999")]
    [InlineData("password=planted")]
    public void Add_NoConnectionString_NamesTheSettingButNotTheText(string text)
    {
        var refused = Assert.Throws<DistributedApplicationException>(() => Add(text));

        Assert.Contains("ConnectionStrings:redis", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cache.test:7000,password=p/w", "cache.test", "7000", "redis://:p%2Fw@cache.test:7000")]
    [InlineData("cache.test,ssl=true,password=x", "cache.test", "6380", "rediss://:x@cache.test:6380")]
    [InlineData("10.0.0.1", "10.0.0.1", "6379", "redis://10.0.0.1:6379")]
    public async Task Reference_GivenServer_GetsItsParts(string text, string host, string port, string uri)
    {
        var builder = Builder(text);
        IResourceWithConnectionString redis = builder.AddRedis("redis").Resource;
        var parts = redis.GetConnectionProperties().ToDictionary(p => p.Key, p => p.Value);

        Assert.Equal(text, await redis.GetConnectionStringAsync(Token));
        Assert.Equal(host, await parts["Host"].GetValueAsync(Token));
        Assert.Equal(port, await parts["Port"].GetValueAsync(Token));
        Assert.Equal(uri, await parts["Uri"].GetValueAsync(Token));
    }

    private LocalServerContext Context => RunningServer.NewContext(_folder.Path, TestCache.Path, "") with { Port = 0 };

    private LocalServerAnnotation Add(string connectionString) =>
        Builder(connectionString).AddRedis("redis").Resource.Annotations.OfType<LocalServerAnnotation>().Single();

    private IDistributedApplicationBuilder Builder(string connectionString)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { ProjectDirectory = _folder.Path });
        builder.Configuration["ConnectionStrings:redis"] = connectionString;
        return builder;
    }

    private static string Address(WebApplication app) => new Uri(app.Urls.Single()).Authority;

    private static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Run(AnswerAsync)));
        var app = builder.Build();
        await app.StartAsync(Token);
        return app;
    }

    private static async Task AnswerAsync(ConnectionContext connection)
    {
        using var reader = new StreamReader(connection.Transport.Input.AsStream());
        await using var writer = new StreamWriter(connection.Transport.Output.AsStream()) { AutoFlush = true, NewLine = "\r\n" };
        var isKnown = false;
        while (await reader.ReadLineAsync() is { } count)
        {
            var words = new List<string>();
            for (var i = 0; i < int.Parse(count[1..], null); i++)
            {
                await reader.ReadLineAsync();
                words.Add((await reader.ReadLineAsync())!);
            }

            isKnown |= words is ["AUTH", "right"];
            await writer.WriteLineAsync(isKnown ? "+OK" : words[0] == "AUTH" ? "-WRONGPASS invalid password" : "-NOAUTH Authentication required.");
        }
    }
}
