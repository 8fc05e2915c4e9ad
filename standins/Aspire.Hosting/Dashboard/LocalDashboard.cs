using System.Globalization;
using Aspire.Dashboard;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Local;
using Aspire.Hosting.Parameters;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Dashboard;

/// <summary>Serves the dashboard on the AppHost's own URL, before any resource starts.</summary>
internal sealed class LocalDashboard(
    RunContext run,
    DistributedApplicationOptions options,
    IConfiguration configuration,
    IHostEnvironment environment,
    ParameterStore store) : IAsyncDisposable
{
    private const int DefaultPort = 18888;
    private const string TokenName = "dashboard-token";

    private DashboardHost? _host;
    private DashboardSource? _source;

    /// <summary>Where it is served; null when it is not.</summary>
    internal Uri? Url => _host?.Url;

    /// <summary>The same with the token, to click on.</summary>
    internal Uri? LoginUrl => _host?.LoginUrl;

    /// <summary>Serves it unless it is disabled; on a free port when its own is taken.</summary>
    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.DisableDashboard)
        {
            return;
        }

        // Kept with the data, so that an open page is let in again after a restart.
        var token = store.GetOrAdd(TokenName, new GenerateParameterDefault { MinLength = 32, Special = false }.GetDefaultValue);
        var name = options.DashboardApplicationName ?? environment.ApplicationName;
        _source = new DashboardSource(run);
        var port = WantedPort();
        if (port != 0 && !Ports.IsFree(port))
        {
            run.Endpoints.Notes.Add(string.Create(
                CultureInfo.InvariantCulture, $"Port {port} of the dashboard is held by {PortHolder.Describe(port)}; it takes a free one."));
            port = 0;
        }

        _host = await DashboardHost.StartAsync(new DashboardOptions(port, token, name), _source, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync().ConfigureAwait(false);
            _host = null;
        }

        if (_source is not null)
        {
            await _source.DisposeAsync().ConfigureAwait(false);
            _source = null;
        }
    }

    private int WantedPort()
    {
        if (string.Equals(configuration["Platform:Ports"], "random", StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        // The AppHost serves nothing else: its URL is the dashboard's, as with the genuine host.
        var url = configuration["ASPNETCORE_URLS"]?.Split(';')[0];
        return Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.Port : DefaultPort;
    }
}
