using System.Net;
using Aspire.Dashboard.Access;
using Aspire.Dashboard.Assets;
using Aspire.Dashboard.Console;
using Aspire.Dashboard.Resources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aspire.Dashboard;

/// <summary>The dashboard: a small web server on loopback, inside the process that runs the application.</summary>
public sealed class DashboardHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DashboardHost(WebApplication app, Uri url, string token)
    {
        _app = app;
        Url = url;
        LoginUrl = new Uri(url, "/login?t=" + Uri.EscapeDataString(token));
    }

    /// <summary>Where it is served, such as <c>http://localhost:18888/</c>.</summary>
    public Uri Url { get; }

    /// <summary>The same with the token: opens the dashboard without asking.</summary>
    public Uri LoginUrl { get; }

    /// <summary>Starts it. Throws <see cref="IOException"/> when the port is taken.</summary>
    public static async Task<DashboardHost> StartAsync(
        DashboardOptions options, IDashboardSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Token.Length, 16, nameof(options));

        // Empty: neither the environment nor a settings file of the application decides how the dashboard listens.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = options.ApplicationName });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(options).AddSingleton(source).AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<DashboardSession>();
        builder.Services.AddTransient<ResourcesFeed>();

        var app = builder.Build();
        app.UseMiddleware<DashboardGate>();
        app.UseRouting();
        app.MapLogin();
        app.MapAssets();
        app.MapResources();
        app.MapConsole();
        await app.StartAsync(cancellationToken).ConfigureAwait(false);
        var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        return new DashboardHost(app, new Uri($"http://localhost:{new Uri(address).Port}/"), options.Token);
    }

    /// <summary>Stops serving; open pages say that the application is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _app.DisposeAsync().ConfigureAwait(false);
    }
}
