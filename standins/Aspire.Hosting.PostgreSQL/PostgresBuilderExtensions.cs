using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.LocalServers;
using Aspire.Hosting.Postgres;
using Aspire.Hosting.Publishing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>Adds PostgreSQL servers and databases.</summary>
public static partial class PostgresBuilderExtensions
{
    // What the genuine package of this version publishes.
    private const string Image = "library/postgres";
    private const string ImageTag = "18.3";
    private const string ImageRegistry = "docker.io";
    private const int ContainerPort = 5432;
    private const string ContainerData = "/var/lib/postgresql";

    /// <summary>
    /// Adds a server. Run here it is a local process, or the one that the setting <c>ConnectionStrings:name</c> gives.
    /// </summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="name">Name of the resource.</param>
    /// <param name="userName">Main account; null for <c>postgres</c>.</param>
    /// <param name="password">Its password; null for one made once per data folder, <c>Parameters:name-password</c>.</param>
    /// <param name="port">Port that it listens on; null for a free one.</param>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        var setting = $"ConnectionStrings:{name}";
        var given = builder.ExecutionContext.IsRunMode && builder.Configuration.GetConnectionString(name) is { Length: > 0 } value
            ? GivenPostgres.Read(setting, value)
            : null;
        var server = new PostgresServerResource(
            name,
            userName?.Resource,
            password?.Resource ?? ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password"))
        {
            Given = given,
        };
        var resource = builder.AddResource(server)
            .WithEndpoint(port: port, targetPort: ContainerPort, name: PostgresServerResource.PrimaryEndpointName)
            .WithImage(Image, ImageTag)
            .WithImageRegistry(ImageRegistry)
            .WithEnvironment("POSTGRES_HOST_AUTH_METHOD", "scram-sha-256")
            .WithEnvironment("POSTGRES_INITDB_ARGS", "--auth-host=scram-sha-256 --auth-local=scram-sha-256")
            .WithEnvironment(context =>
            {
                context.EnvironmentVariables["POSTGRES_USER"] = server.UserNameReference;
                context.EnvironmentVariables["POSTGRES_PASSWORD"] = server.PasswordParameter;
            })
            .OnResourceReady((_, ready, token) => DatabaseCreation.CreateAsync(server, LoggerOf(ready.Services, server), token));
        return resource.WithAnnotation(new LocalServerAnnotation(
            given is null
                ? new PostgresServer(PostgresPrograms.OfThisMachine, async token =>
                    (await server.UserNameReference.GetValueAsync(token).ConfigureAwait(false))!)
                : new GivenPostgres(setting, given))
        {
            EndpointName = PostgresServerResource.PrimaryEndpointName,
            Password = () => server.PasswordParameter,
            IsExternal = given is not null,
        });
    }

    /// <summary>Adds a database, created when the server is ready; one that exists is taken as it is.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">Name of the resource.</param>
    /// <param name="databaseName">Name of the database; null for the resource's name.</param>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null)
    {
        var database = new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource);
        builder.Resource.AddDatabase(database);
        var key = $"{name}_check";
        builder.ApplicationBuilder.Services.AddHealthChecks().Add(
            new HealthCheckRegistration(key, _ => new DatabaseCheck(database), null, null));
        return builder.ApplicationBuilder.AddResource(database).WithHealthCheck(key);
    }

    /// <summary>Keeps the data in a volume. The local host always keeps them, in its data folder.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(
        this IResourceBuilder<PostgresServerResource> builder, string? name = null, bool isReadOnly = false) =>
        builder.WithVolume(
            name ?? VolumeNames.For(builder.ApplicationBuilder, builder.Resource.Name, "data"), ContainerData, isReadOnly);

    /// <summary>Says which port the server listens on; null for a free one.</summary>
    public static IResourceBuilder<PostgresServerResource> WithHostPort(
        this IResourceBuilder<PostgresServerResource> builder, int? port) =>
        builder.WithEndpoint(PostgresServerResource.PrimaryEndpointName, endpoint => endpoint.Port = port);

    /// <summary>Says what the main account's password is.</summary>
    public static IResourceBuilder<PostgresServerResource> WithPassword(
        this IResourceBuilder<PostgresServerResource> builder, IResourceBuilder<ParameterResource> password)
    {
        builder.Resource.PasswordParameter = password.Resource;
        return builder;
    }

    /// <summary>Says what the main account is called.</summary>
    public static IResourceBuilder<PostgresServerResource> WithUserName(
        this IResourceBuilder<PostgresServerResource> builder, IResourceBuilder<ParameterResource> userName)
    {
        builder.Resource.UserNameParameter = userName.Resource;
        return builder;
    }

    /// <summary>Runs pgAdmin beside the server in the genuine host; here it only leaves a note in the server's log.</summary>
    public static IResourceBuilder<T> WithPgAdmin<T>(
        this IResourceBuilder<T> builder,
        Action<IResourceBuilder<PgAdminContainerResource>>? configureContainer = null,
        string? containerName = null)
        where T : PostgresServerResource =>
        builder.OnBeforeResourceStarted((server, starting, _) =>
        {
            var logger = LoggerOf(starting.Services, server);
            LogNoPgAdmin(logger);
            return Task.CompletedTask;
        });

    /// <summary>Creates the database by a script of its own in place of <c>CREATE DATABASE</c>.</summary>
    public static IResourceBuilder<PostgresDatabaseResource> WithCreationScript(
        this IResourceBuilder<PostgresDatabaseResource> builder, string script) =>
        builder.WithAnnotation(new PostgresCreationScriptAnnotation(script), ResourceAnnotationMutationBehavior.Replace);

    private static ILogger LoggerOf(IServiceProvider services, IResource resource) =>
        services.GetRequiredService<ResourceLoggerService>().GetLogger(resource);

    [LoggerMessage(Level = LogLevel.Information, Message = "pgAdmin is not run here: it comes as a container, and the local host runs none")]
    private static partial void LogNoPgAdmin(ILogger logger);
}
