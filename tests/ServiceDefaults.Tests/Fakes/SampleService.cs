using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Settings;

namespace ServiceDefaults.Tests.Fakes;

/// <summary>A service of no field: the shared defaults around whatever routes a test maps, served in process.</summary>
internal sealed class SampleService : IAsyncDisposable
{
    /// <summary>A database that nobody serves: what a production start needs to be given, where the test is about something else.</summary>
    public const string AwayDatabase = "Host=127.0.0.1;Port=1;Username=nobody;Database=none";

    private readonly WebApplication _app;

    private SampleService(WebApplication app) => _app = app;

    public IServiceProvider Services => _app.Services;

    public HttpClient Client() => _app.Urls.FirstOrDefault() is { } url
        ? new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(url) }
        : _app.GetTestClient();

    public TestServer Server => _app.GetTestServer();

    public static async Task<SampleService> StartAsync(
        Action<EdgeOptions, SettingsReader>? edge = null,
        Action<WebApplication>? routes = null,
        Dictionary<string, string?>? settings = null,
        string environment = "Development",
        Action<IServiceCollection>? services = null,
        bool overTcp = false)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        if (overTcp)
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        }
        else
        {
            builder.WebHost.UseTestServer();
        }

        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.AddServiceDefaults("sample", edge);
        services?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapDefaultEndpoints();
        routes?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new SampleService(app);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
