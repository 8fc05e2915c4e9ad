namespace Aspire.Dashboard.Tests;

public sealed class DashboardFixture : IAsyncLifetime
{
    public const string Token = "0123456789abcdef-token";

    private DashboardHost? _host;

    internal ScriptedSource Source { get; } = new();

    internal DashboardHost Host => _host ?? throw new InvalidOperationException("The dashboard has not been started.");

    public async ValueTask InitializeAsync() => _host = await DashboardHost.StartAsync(new(0, Token, "tests"), Source);

    public async ValueTask DisposeAsync() => await Host.DisposeAsync();

    internal HttpClient Client(string? key = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Host.Url };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Add("X-API-Key", key);
        }

        return client;
    }
}
