using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

var builder = DistributedApplication.CreateBuilder(args);

// One key and one signing secret for all services. Development makes them once; elsewhere they must be given.
var apiKey = AddSecret("api-key");
var jwtSecret = AddSecret("jwt-secret");

var postgres = builder.AddPostgres("postgres");
var redis = builder.AddRedis("redis").WithPersistence();
if (builder.ExecutionContext.IsRunMode)
{
    // Not when published: PostgreSQL cannot keep its files on the network shares that container platforms call volumes.
    postgres.WithDataVolume();
    redis.WithDataVolume();
}

AddService<Projects.Ercp_Api>("ercp", keySetting: "ERCP_API_KEYS");
AddService<Projects.Ephemeris_Api>("ephemeris", keySetting: "EPHEMERIS_API_KEYS");
var ledger = AddService<Projects.Ledger_Api>("ledger", keySetting: "LEDGER_API_KEYS");
AddService<Projects.Alcs_Api>("alcs", keySetting: "API_KEYS");
AddService<Projects.Synthesizer_Mcp>("synthesizer", keySetting: "SYNTH_API_KEY");

// Seals the ledger's keys and rows: apart from what signs tokens, which may be changed any day.
Give(ledger, "LEDGER_MASTER_KEY", AddSecret("ledger-master-key"));

builder.Build().Run();

// A service with a database of its own, the shared Redis and the shared secrets; Replicas:<name> runs more than one of it.
IResourceBuilder<ProjectResource> AddService<TProject>(string name, string keySetting)
    where TProject : IProjectMetadata, new()
{
    var database = postgres.AddDatabase($"{name}db");
    var service = builder.AddProject<TProject>(name)
        .WithReference(database).WaitFor(database)
        .WithReference(redis).WaitFor(redis)
        .WithReplicas(builder.Configuration.GetValue($"Replicas:{name}", 1))
        .WithHttpHealthCheck("/health")
        .WithExternalHttpEndpoints()
        .WithUrlForEndpoint("http", endpoint => new ResourceUrlAnnotation { Url = $"{endpoint.Url}/docs", DisplayText = "docs" });
    Give(service, keySetting, apiKey);
    Give(service, "JWT_SECRET", jwtSecret);
    return service;
}

// What stands in the AppHost's own environment reaches the services as it is, and wins over what would be generated.
void Give(IResourceBuilder<ProjectResource> service, string setting, IResourceBuilder<ParameterResource> value)
{
    string[] given = [setting, $"{setting}_FILE"];
    if (builder.ExecutionContext.IsPublishMode || given.All(name => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))))
    {
        service.WithEnvironment(setting, value);
    }
}

IResourceBuilder<ParameterResource> AddSecret(string name) =>
    builder.ExecutionContext.IsPublishMode || builder.Environment.IsDevelopment()
        ? builder.AddParameter(name, new GenerateParameterDefault { MinLength = 48, Special = false }, secret: true, persist: true)
        : builder.AddParameter(name, secret: true);
