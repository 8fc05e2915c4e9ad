using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using static Aspire.Hosting.Tests.Running.LifecycleTests;

namespace Aspire.Hosting.Tests.Running;

/// <summary>What processes are told, as they themselves see it.</summary>
public sealed class ModelTests
{
    [Fact]
    public async Task Environment_OfEveryKind_ReachesTheProcess()
    {
        using var limit = Limit();
        using var folder = new TestFolder();
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var key = builder.AddParameter("key", "a b$c", secret: true);
        var outside = builder.AddExternalService("maps", "https://maps.example.org");
        var server = builder.AddShell("server", "exec sleep 600").WithHttpEndpoint(env: "PORT");
        var text = builder.AddConnectionString("store", ReferenceExpression.Create($"key={key};at={server.GetEndpoint("http")}"));
        builder.AddShell("client", $"env > {folder.Path}/part; printf '%s\n' \"$0\" \"$@\" >> {folder.Path}/part; mv {folder.Path}/part {folder.Path}/env; exec sleep 600")
            .WithReference(outside)
            .WithReference(text)
            .WithReference(server.GetEndpoint("http"))
            .WithEnvironment("PLAIN", "text")
            .WithEnvironment("KEY", key)
            .WithEnvironment("MIXED", $"<{key}|{server.GetEndpoint("http").Property(EndpointProperty.HostAndPort)}>")
            .WithEnvironment("LATE", () => "later")
            .WithEnvironment(context => context.EnvironmentVariables["WHO"] = context.Resource.Name)
            .WithArgs("zero", "one two").WithArgs(context => context.Args.Add(key.Resource));
        await using var app = await builder.BuildAsync(limit.Token);
        await app.StartAsync(limit.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("client", limit.Token);
        var seen = await LinesAsync(Path.Combine(folder.Path, "env"), limit.Token);
        var port = app.GetEndpoint("server").Port;
        string[] wanted =
        [
            "MAPS=https://maps.example.org/", "services__maps__https__0=https://maps.example.org/",
            $"ConnectionStrings__store=key=a b$c;at=http://127.0.0.1:{port}", $"services__server__http__0=http://127.0.0.1:{port}",
            $"SERVER_HTTP=http://127.0.0.1:{port}", "PLAIN=text", "KEY=a b$c", $"MIXED=<a b$c|127.0.0.1:{port}>", "LATE=later", "WHO=client",
        ];
        Assert.All(wanted, line => Assert.Contains(line, seen));
        Assert.Equal(["zero", "one two", "a b$c"], seen.TakeLast(3));
    }

    [Fact]
    public async Task Subscribe_EventsOfAResource_ComeInTheOrderOfItsLife()
    {
        using var limit = Limit();
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var events = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var service = builder.AddShell("service", "exec sleep 600");
        Hear<BeforeStartEvent>();
        Hear<AfterResourcesCreatedEvent>();
        HearOf<InitializeResourceEvent>();
        HearOf<BeforeResourceStartedEvent>();
        HearOf<ResourceReadyEvent>();
        HearOf<ResourceStoppedEvent>();
        builder.Eventing.Subscribe<ResourceStoppedEvent>(service.Resource, (_, _) =>
        {
            ended.SetResult();
            return Task.CompletedTask;
        });
        await using var app = await builder.BuildAsync(limit.Token);
        await app.StartAsync(limit.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("service", limit.Token);
        await app.StopAsync(limit.Token);
        await ended.Task.WaitAsync(limit.Token);
        Assert.Equal(
            ["BeforeStartEvent", "InitializeResourceEvent", "BeforeResourceStartedEvent", "ResourceReadyEvent", "ResourceStoppedEvent"],
            events.Where(e => e != nameof(AfterResourcesCreatedEvent)));
        Assert.Contains(nameof(AfterResourcesCreatedEvent), events);

        void Hear<T>()
            where T : Eventing.IDistributedApplicationEvent => builder.Eventing.Subscribe<T>((_, _) => Note<T>());

        void HearOf<T>()
            where T : Eventing.IDistributedApplicationResourceEvent => builder.Eventing.Subscribe<T>(service.Resource, (_, _) => Note<T>());

        Task Note<T>()
        {
            events.Enqueue(typeof(T).Name);
            return Task.CompletedTask;
        }
    }

    private static async Task<string[]> LinesAsync(string path, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!File.Exists(path))
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }

        return await File.ReadAllLinesAsync(path, cancellationToken);
    }
}
