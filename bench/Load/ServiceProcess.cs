using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Load;

/// <summary>
/// One service as it runs in production: its Release build in the environment <c>Production</c> with a key, a PostgreSQL
/// and a Redis of its own, without the host's proxy and dashboard. All of it goes when this is disposed.
/// </summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly IDistributedApplicationTestingBuilder _builder;
    private readonly DistributedApplication _engines;
    private readonly Process _process;

    private ServiceProcess(IDistributedApplicationTestingBuilder builder, DistributedApplication engines, Process process, Uri url, string key) =>
        (_builder, _engines, _process, Url, KeyHeader) = (builder, engines, process, url, "X-API-Key: " + key);

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>The header that its callers send.</summary>
    public string KeyHeader { get; }

    /// <summary>Its process.</summary>
    public int Id => _process.Id;

    /// <summary>Starts a service and waits until it is healthy.</summary>
    /// <param name="name">Resource name, by which its database is called.</param>
    /// <param name="project">Folder and assembly.</param>
    /// <param name="keySetting">The setting that takes its API keys.</param>
    /// <param name="settings">Further settings, such as a rate limit out of the way.</param>
    public static async Task<ServiceProcess> StartAsync(
        string name, string project, string keySetting, IReadOnlyDictionary<string, string> settings)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        if (output.Parent!.Name != "Release")
        {
            throw new InvalidOperationException("Measure what is shipped: dotnet run -c Release.");
        }

        var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddPostgres("postgres").AddDatabase(name + "db");
        builder.AddRedis("redis");
        var engines = await builder.BuildAsync();
        await engines.StartAsync();
        using var limit = new CancellationTokenSource(Patience);
        var states = engines.Services.GetRequiredService<ResourceNotificationService>();
        await states.WaitForResourceHealthyAsync(name + "db", limit.Token);
        await states.WaitForResourceHealthyAsync("redis", limit.Token);

        var url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}"));
        var key = RandomNumberGenerator.GetHexString(48, lowercase: true);
        var folder = Path.Combine(Root(), project);
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(folder, "bin", "Release", output.Name, project + ".dll")])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["ASPNETCORE_URLS"] = url.ToString();
        start.Environment[keySetting] = "load=" + key;
        start.Environment["JWT_SECRET"] = RandomNumberGenerator.GetHexString(64);
        start.Environment[$"ConnectionStrings__{name}db"] = await engines.GetConnectionStringAsync(name + "db");
        start.Environment["ConnectionStrings__redis"] = await engines.GetConnectionStringAsync("redis");
        foreach (var (setting, value) in settings)
        {
            start.Environment[setting] = value;
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Tell(line.Data);
        process.BeginOutputReadLine();
        var service = new ServiceProcess(builder, engines, process, url, key);
        await service.HealthyAsync(limit.Token);
        return service;
    }

    /// <summary>A client that sends the key.</summary>
    public HttpClient CreateClient()
    {
        var client = _engines.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        client.BaseAddress = Url;
        var header = KeyHeader.Split(": ");
        client.DefaultRequestHeaders.Add(header[0], header[1]);
        return client;
    }

    private async Task HealthyAsync(CancellationToken cancellationToken)
    {
        using var client = CreateClient();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"The service ended with code {_process.ExitCode}; its last lines say why.");
            }

            try
            {
                using var answer = await client.GetAsync(new Uri("health", UriKind.Relative), cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        await _engines.DisposeAsync();
        await _builder.DisposeAsync();
    }

    // Read all the same, so that the service never waits for its reader.
    private static void Tell(string? line)
    {
        if (line is not null && !line.Contains("\"level\":\"info\"", StringComparison.Ordinal))
        {
            Console.Error.WriteLine(line);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Platform.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("Platform.sln is in no folder above this program.");
    }
}
