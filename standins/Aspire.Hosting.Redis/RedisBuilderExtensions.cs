using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.LocalServers;
using Aspire.Hosting.Publishing;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Adds Redis servers.</summary>
public static class RedisBuilderExtensions
{
    // What the genuine package of this version publishes.
    private const string Image = "library/redis";
    private const string ImageTag = "8.6";
    private const string ImageRegistry = "docker.io";
    private const int ContainerPort = 6379;
    private const string ContainerData = "/data";

    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(60);

    /// <summary>Adds a server with a password of its own making.</summary>
    public static IResourceBuilder<RedisResource> AddRedis(
        this IDistributedApplicationBuilder builder, string name, int? port) => builder.AddRedis(name, port, null);

    /// <summary>
    /// Adds a server. Run here it is a local process (Redis, Valkey or Garnet), or the one that the setting
    /// <c>ConnectionStrings:name</c> gives.
    /// </summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="name">Name of the resource.</param>
    /// <param name="port">Port that it listens on; null for a free one.</param>
    /// <param name="password">Its password; null for one made once per data folder, <c>Parameters:name-password</c>.</param>
    public static IResourceBuilder<RedisResource> AddRedis(
        this IDistributedApplicationBuilder builder, string name, int? port = null, IResourceBuilder<ParameterResource>? password = null)
    {
        var setting = $"ConnectionStrings:{name}";
        var text = builder.ExecutionContext.IsRunMode ? builder.Configuration.GetConnectionString(name) : null;
        var given = string.IsNullOrEmpty(text) ? null : GivenRedis.Read(setting, text);
        var redis = new RedisResource(
            name,
            // Without special characters: in a connection string of Redis nothing can be quoted.
            password?.Resource ?? ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(
                builder, $"{name}-password", special: false))
        {
            Given = given is null ? null : (text!, given),
        };
        return builder.AddResource(redis)
            .WithEndpoint(port: port, targetPort: ContainerPort, scheme: "redis", name: RedisResource.PrimaryEndpointName)
            .WithImage(Image, ImageTag)
            .WithImageRegistry(ImageRegistry)
            .WithEntrypoint("/bin/sh")
            .WithEnvironment(context => context.EnvironmentVariables["REDIS_PASSWORD"] = redis.PasswordParameter!)
            .WithArgs(context =>
            {
                context.Args.Add("-c");
                context.Args.Add(ContainerCommand(redis));
            })
            .WithAnnotation(new LocalServerAnnotation(
                given is null ? new RedisServer(() => PersistenceOf(redis)) : new GivenRedis(setting, given))
            {
                EndpointName = RedisResource.PrimaryEndpointName,
                Password = () => redis.PasswordParameter,
                IsExternal = given is not null,
            });
    }

    /// <summary>
    /// Keeps the data. A local process also writes each change to a log before it answers, so that a kill loses nothing
    /// acknowledged; the genuine container loses what came after the last snapshot.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="interval">Time between snapshots; null for 60 s.</param>
    /// <param name="keysChangedThreshold">Fewest changed keys that make a snapshot worth taking.</param>
    public static IResourceBuilder<RedisResource> WithPersistence(
        this IResourceBuilder<RedisResource> builder, TimeSpan? interval = null, long keysChangedThreshold = 1) =>
        builder.WithAnnotation(
            new RedisPersistenceAnnotation(new RedisPersistence(interval ?? DefaultInterval, keysChangedThreshold)),
            ResourceAnnotationMutationBehavior.Replace);

    /// <summary>Keeps the data in a volume, which implies <see cref="WithPersistence"/>; the local host keeps them in its data folder.</summary>
    public static IResourceBuilder<RedisResource> WithDataVolume(
        this IResourceBuilder<RedisResource> builder, string? name = null, bool isReadOnly = false)
    {
        builder.WithVolume(
            name ?? VolumeNames.For(builder.ApplicationBuilder, builder.Resource.Name, "data"), ContainerData, isReadOnly);
        return isReadOnly || PersistenceOf(builder.Resource) is not null ? builder : builder.WithPersistence();
    }

    /// <summary>Says which port the server listens on; null for a free one.</summary>
    public static IResourceBuilder<RedisResource> WithHostPort(this IResourceBuilder<RedisResource> builder, int? port) =>
        builder.WithEndpoint(RedisResource.PrimaryEndpointName, endpoint => endpoint.Port = port);

    /// <summary>Says what the password is.</summary>
    public static IResourceBuilder<RedisResource> WithPassword(
        this IResourceBuilder<RedisResource> builder, IResourceBuilder<ParameterResource> password)
    {
        builder.Resource.PasswordParameter = password.Resource;
        return builder;
    }

    private static RedisPersistence? PersistenceOf(RedisResource redis) =>
        redis.TryGetLastAnnotation<RedisPersistenceAnnotation>(out var annotation) ? annotation.Persistence : null;

    private static string ContainerCommand(RedisResource redis)
    {
        var command = "redis-server --requirepass $REDIS_PASSWORD";
        return PersistenceOf(redis) is not { } persistence
            ? command
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{command} --save {(long)persistence.Interval.TotalSeconds} {persistence.KeysChanged}");
    }
}
