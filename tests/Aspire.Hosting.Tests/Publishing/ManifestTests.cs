using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Tests.Publishing;

public sealed class ManifestTests : IDisposable
{
    private readonly PublishedModel _model = new();

    private IDistributedApplicationBuilder Builder => _model.Builder;

    public void Dispose() => _model.Dispose();

    [Fact]
    public async Task Publish_Shop_IsTheGoldenManifest()
    {
        var apiKey = Builder.AddParameter("api-key", secret: true);
        var database = Builder.AddPostgres("postgres")
            .WithDataVolume("shop.apphost-0123456789-postgres-data").WithPgAdmin().AddDatabase("appdb");
        var cache = Builder.AddRedis("cache").WithPersistence();
        var api = Builder.AddProject("api", _model.Project("Shop.Api", "https://localhost:7001;http://localhost:5001"))
            .WithReference(database).WaitFor(database).WithReference(cache).WithEnvironment("ApiKey", apiKey)
            .WithReplicas(2).WithHttpHealthCheck("/health");
        Builder.AddProject("web", _model.Project("Shop.Web", "https://localhost:7002;http://localhost:5002"))
            .WithExternalHttpEndpoints().WithReference(api).WaitFor(api);

        var manifest = await _model.PublishAsync();

        var golden = JsonNode.Parse(await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "Publishing", "Golden", "shop.json"), TestContext.Current.CancellationToken))!;
        Assert.Equal(Sorted(golden), Sorted(manifest));
        Assert.Empty(AzdRules.Violations(manifest));
    }

    [Fact]
    public async Task Publish_Parameters_KeepTheirDefaultsAndSecrets()
    {
        Builder.AddParameter("plain");
        Builder.AddParameter("literal", "not published");
        Builder.AddParameter("shown", "published", publishValueAsDefault: true);
        Builder.AddParameter("made", new GenerateParameterDefault { MinLength = 30, Special = false, MinLower = 2 }, secret: true);
        Builder.AddConnectionString("given");

        var resources = (await _model.PublishAsync())["resources"]!;

        Assert.Equal("""{"type":"string"}""", Input(resources, "plain"));
        Assert.Equal("""{"type":"string"}""", Input(resources, "literal"));
        Assert.Equal("""{"type":"string","default":{"value":"published"}}""", Input(resources, "shown"));
        Assert.Equal(
            """{"type":"string","secret":true,"default":{"generate":{"minLength":30,"special":false,"minLower":2}}}""",
            Input(resources, "made"));
        Assert.Equal("{given.value}", (string?)resources["given"]!["connectionString"]);
        Assert.Equal("""{"type":"string","secret":true}""", Input(resources, "given"));
    }

    [Fact]
    public async Task Publish_ContainerAndConnectionString_WriteEveryField()
    {
        var server = Builder.AddContainer("server", "acme/server", "2.1")
            .WithVolume("files", "/files").WithBindMount("../config", "/config", isReadOnly: true)
            .WithEndpoint(port: 9000, targetPort: 9100, name: "api").WithHttpEndpoint(port: 8081, name: "admin")
            .WithArgs("--verbose").WithEnvironment("BRACES", "{as they are}");
        Builder.AddConnectionString("link", ReferenceExpression.Create($"Server={server.GetEndpoint("api")};Text={"{x}"}"));

        var resources = (await _model.PublishAsync())["resources"]!;

        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""
            { "type": "container.v0", "image": "acme/server:2.1", "args": ["--verbose"],
              "volumes": [ { "name": "files", "target": "/files", "readOnly": false } ],
              "bindMounts": [ { "source": "../config", "target": "/config", "readOnly": true } ],
              "env": { "BRACES": "{as they are}" },
              "bindings": {
                "api": { "scheme": "tcp", "protocol": "tcp", "transport": "tcp", "port": 9000, "targetPort": 9100 },
                "admin": { "scheme": "http", "protocol": "tcp", "transport": "http", "targetPort": 8081 } } }
            """),
            resources["server"]), resources["server"]!.ToJsonString());
        Assert.Equal("Server={server.bindings.api.url};Text={{x}}", (string?)resources["link"]!["connectionString"]);
    }

    [Fact]
    public async Task Publish_Excluded_AreLeftOut()
    {
        Builder.AddContainer("tool", "acme/tool").ExcludeFromManifest();
        var service = Builder.AddExternalService("outside", "https://example.test/");
        Builder.AddContainer("user", "acme/user").WithReference(service);

        var resources = (await _model.PublishAsync())["resources"]!.AsObject();

        Assert.Equal(["user"], resources.Select(r => r.Key));
        Assert.Equal("https://example.test/", (string?)resources["user"]!["env"]!["OUTSIDE"]);
    }

    [Fact]
    public async Task Publish_GivenConnectionString_IsNotWritten()
    {
        Builder.Configuration["ConnectionStrings:postgres"] = "Host=secret.test;Username=u;Password=planted";
        Builder.AddPostgres("postgres").AddDatabase("db");

        await _model.PublishAsync();

        Assert.DoesNotContain("planted", await File.ReadAllTextAsync(_model.ManifestPath, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_UnknownResource_SaysHowToLeaveItOut()
    {
        Builder.AddResource(new Odd("odd"));

        Assert.Contains("ExcludeFromManifest()", await _model.TryPublishAsync(), StringComparison.Ordinal);
        Assert.False(File.Exists(_model.ManifestPath));
    }

    [Fact]
    public async Task Publish_PathOfAFolder_GetsTheDefaultName()
    {
        using var model = new PublishedModel("--operation", "publish", "--step", "publish-manifest", "--output-path", _model.Folder + "/new");

        Assert.Null(await model.TryPublishAsync());

        Assert.True(File.Exists(Path.Combine(_model.Folder, "new", "aspire-manifest.json")));
    }

    [Theory]
    [InlineData("needs a file to write", "--publisher", "manifest")]
    [InlineData("not by 'docker'", "--publisher", "docker", "--output-path", "x.json")]
    [InlineData("not by 'push'", "--operation", "publish", "--step", "push", "--output-path", "x.json")]
    public async Task Publish_WrongArguments_SaysWhatItTakes(string expected, params string[] arguments)
    {
        using var model = new PublishedModel(arguments);

        Assert.Contains(expected, await model.TryPublishAsync(), StringComparison.Ordinal);
    }

    private static string Input(JsonNode resources, string name) => resources[name]!["inputs"]!["value"]!.ToJsonString();

    /// <summary>Order of members carries no meaning; a text of sorted members shows what differs.</summary>
    private static string Sorted(JsonNode node) => Sort(node)!.ToJsonString(new() { WriteIndented = true });

    private static JsonNode? Sort(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, Sort(m.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Sort)]),
        _ => node?.DeepClone(),
    };

    private sealed class Odd(string name) : Resource(name);
}
