using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace ServiceDefaults.Tests.Fakes;

/// <summary>
/// A throw-away server that the local host runs: found or fetched as for the platform itself, as root or not, and ended
/// with this process however that ends.
/// </summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private const string Name = "server";

    private readonly DistributedApplication _app;

    private LocalServer(DistributedApplication app) => _app = app;

    /// <summary>Reaches the server with its main account, also before it is started.</summary>
    public string ConnectionString { get; private init; } = "";

    /// <summary>A server on a free port and a data folder of its own, not started yet.</summary>
    /// <param name="password">Password of its main account.</param>
    /// <param name="add">Adds it to the model, under the name and with the password given.</param>
    public static async Task<LocalServer> CreateAsync<T>(
        string password, Func<IDistributedApplicationBuilder, string, IResourceBuilder<ParameterResource>, IResourceBuilder<T>> add)
        where T : IResourceWithConnectionString
    {
        var token = TestContext.Current.CancellationToken;
        var builder = DistributedApplicationTestingBuilder.Create();
        add(builder, Name, builder.AddParameter("password", password, secret: true)).WithExplicitStart();
        var app = await builder.BuildAsync(token);
        await app.StartAsync(token);
        return new(app) { ConnectionString = (await app.GetConnectionStringAsync(Name, token))! };
    }

    /// <summary>Returns when it serves; throws <see cref="DistributedApplicationException"/> saying why it cannot.</summary>
    public async Task StartAsync()
    {
        var token = TestContext.Current.CancellationToken;
        await CallAsync(KnownResourceCommands.StartCommand);
        // Until the command takes effect the state is still that of the last stop, which says nothing.
        var begun = await _app.ResourceNotifications.WaitForResourceAsync(
            Name, e => e.Snapshot.State?.Text is { } state && (state == KnownResourceStates.Running || state == KnownResourceStates.FailedToStart), token);
        if (begun.Snapshot.State!.Text == KnownResourceStates.FailedToStart)
        {
            throw new DistributedApplicationException(begun.Snapshot.StateReason ?? "It failed to start.");
        }

        await _app.ResourceNotifications.WaitForResourceHealthyAsync(Name, token);
    }

    /// <summary>Returns when it has ended in order; its data stay.</summary>
    public Task StopAsync() => CallAsync(KnownResourceCommands.StopCommand);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task CallAsync(string command)
    {
        var result = await _app.ResourceCommands.ExecuteCommandAsync(Name, command, TestContext.Current.CancellationToken);
        Assert.True(result.Success, result.Message);
    }
}
