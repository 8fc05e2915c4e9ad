var builder = DistributedApplication.CreateBuilder(args);

var apiKey = builder.AddParameter("api-key", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);

var ercp = builder.AddProject<Projects.Ercp_Api>("ercp")
    .WithEnvironment("ERCP_API_KEYS", apiKey)
    .WithHttpHealthCheck("/health");
builder.AddProject<Projects.Ephemeris_Api>("ephemeris").WithReference(ercp).WaitFor(ercp).WithHttpHealthCheck("/health");
builder.AddProject<Projects.Ledger_Api>("ledger").WithReplicas(2).WithHttpHealthCheck("/health").WithExternalHttpEndpoints();

builder.Build().Run();
