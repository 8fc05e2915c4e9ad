using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aspire.Hosting.Tests.ApplicationModel;

public sealed class ReferenceVariablesTests
{
    [Fact]
    public async Task WithReference_ConnectionString_GivesStringAndParts()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var database = builder.AddResource(new FakeDatabase("my-db"));
        var service = builder.AddExecutable("service", "/bin/true", "/").WithReference(database);
        var variables = await VariablesAsync(builder, service.Resource);
        Assert.Equal("Host=h;Port=1", variables["ConnectionStrings__my-db"]);
        Assert.Equal("h", variables["MY_DB_HOST"]);
        Assert.Equal("1", variables["MY_DB_PORT"]);
    }

    [Fact]
    public async Task WithReference_ConnectionName_ReplacesTheName()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var database = builder.AddResource(new FakeDatabase("db"));
        var service = builder.AddExecutable("service", "/bin/true", "/").WithReference(database, "main");
        var variables = await VariablesAsync(builder, service.Resource);
        Assert.Equal("Host=h;Port=1", variables["ConnectionStrings__main"]);
        Assert.DoesNotContain("ConnectionStrings__db", variables.Keys);
        Assert.Equal("h", variables["MAIN_HOST"]);
    }

    [Fact]
    public async Task WithReference_Service_GivesItsEndpoints()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var api = builder.AddResource(new ProjectResource("api")).WithHttpEndpoint().WithHttpsEndpoint().WithHttpEndpoint(name: "admin");
        Allocate(api.Resource);
        var service = builder.AddExecutable("service", "/bin/true", "/").WithReference(api);
        var variables = await VariablesAsync(builder, service.Resource);
        Assert.Equal("http://127.0.0.1:4001", variables["services__api__http__0"]);
        Assert.Equal("http://127.0.0.1:4001", variables["API_HTTP"]);
        Assert.Equal("https://127.0.0.1:4002", variables["services__api__https__0"]);
        Assert.Equal("http://127.0.0.1:4003", variables["services__api__admin__0"]);
        Assert.Equal("http://127.0.0.1:4003", variables["API_ADMIN"]);
    }

    [Fact]
    public async Task WithReference_OneEndpoint_GivesOnlyThat()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var api = builder.AddResource(new ProjectResource("api")).WithHttpEndpoint().WithHttpEndpoint(name: "admin");
        Allocate(api.Resource);
        var service = builder.AddExecutable("service", "/bin/true", "/").WithReference(api.GetEndpoint("admin"));
        var variables = await VariablesAsync(builder, service.Resource);
        Assert.Equal("http://127.0.0.1:4002", variables["services__api__admin__0"]);
        Assert.DoesNotContain("services__api__http__0", variables.Keys);
    }

    [Fact]
    public async Task WithReference_ExternalServiceByParameter_GivesItsUrl()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create("--Parameters:url", "https://example.test/");
        var external = builder.AddExternalService("partner", builder.AddParameter("url"));
        var service = builder.AddExecutable("service", "/bin/true", "/").WithReference(external);
        var variables = await VariablesAsync(builder, service.Resource);
        Assert.Equal("https://example.test/", variables["services__partner__https__0"]);
        Assert.Equal("https://example.test/", variables["PARTNER"]);
    }

    [Fact]
    public async Task WithEnvironment_InterpolatedString_KeepsItsReferences()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var key = builder.AddParameter("key", "secret-value", secret: true);
        var service = builder.AddExecutable("service", "/bin/true", "/").WithEnvironment("KEYS", $"name={key}:admin");
        Assert.Contains(service.Resource.Annotations.OfType<ResourceRelationshipAnnotation>(), r => r.Resource == key.Resource);
        Assert.Equal("name=secret-value:admin", (await VariablesAsync(builder, service.Resource))["KEYS"]);
    }

    private static Task<Dictionary<string, string>> VariablesAsync(IDistributedApplicationBuilder builder, IResource resource) =>
        new EnvironmentRenderer(builder.ExecutionContext, _ => null, NullLogger.Instance)
            .VariablesAsync(resource, TestContext.Current.CancellationToken);

    private static void Allocate(ProjectResource resource)
    {
        var port = 4000;
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "127.0.0.1", ++port);
        }
    }

    private sealed class FakeDatabase(string name) : Resource(name), IResourceWithConnectionString
    {
        public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"Host=h;Port=1");

        public IEnumerable<KeyValuePair<string, ReferenceExpression>> GetConnectionProperties() =>
        [
            new("Host", ReferenceExpression.Create($"h")),
            new("Port", ReferenceExpression.Create($"1")),
        ];
    }
}
