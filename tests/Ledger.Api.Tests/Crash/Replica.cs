using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Ledger.Api.Tests.Crash;

/// <summary>The service as a process of its own, that can be killed, paused and started again.</summary>
internal sealed partial class Replica(string name, string connection, bool hasShortLease) : IAsyncDisposable
{
    public const string Key = "key-of-crash-tests";

    private readonly ConcurrentQueue<string> _lines = new();
#pragma warning disable RS0030 // a client without retries: what one try is told is what the test is about
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
#pragma warning restore RS0030
    private Process? _process;
    private volatile Uri? _url;

    public string Name => name;

    /// <summary>What it said, for a failing test.</summary>
    public string Log => string.Join('\n', _lines);

    /// <summary>Starts the program on a free port; returns when it is ready.</summary>
    public async Task StartAsync()
    {
        var folder = AppContext.BaseDirectory;
        var start = new ProcessStartInfo(Path.Combine(folder, "Ledger.Api"))
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..")),
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["ConnectionStrings__ledgerdb"] = connection,
                ["LEDGER_API_KEYS"] = $"crash={Key}:SystemAdmin",
                ["JWT_SECRET"] = Fakes.LedgerHost.JwtSecret,
                ["LEDGER_MASTER_KEY"] = "master-key-of-the-crash-tests-000",
                ["ZKP_LEDGER_NODE_ID"] = name,
                ["RATE_LIMIT_REQUESTS_PER_MINUTE"] = "10000000",
                ["RATE_LIMIT_BURST_SIZE"] = "10000000",
                ["LOG_FORMAT"] = "text",
            },
        };
        if (hasShortLease)
        {
            // 2 s, renewed every 0.4 s: who is killed as primary is waited for less long.
            start.Environment["cluster__election_timeout_ms"] = "400";
            start.Environment["cluster__heartbeat_interval_ms"] = "100";
        }

        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = Process.Start(start)!;
        _process = process;
        process.OutputDataReceived += (_, line) => Hear(line.Data, listening);
        process.ErrorDataReceived += (_, line) => Hear(line.Data, listening);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _url = await listening.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await Fakes.Eventually.UntilAsync(async cancellation =>
        {
            Assert.False(process.HasExited, Log);
            using var ready = await _http.GetAsync(new Uri(_url, "/ready"), cancellation);
            return ready.IsSuccessStatusCode;
        });
    }

    /// <summary>Sends a request to wherever it listens now.</summary>
    /// <exception cref="HttpRequestException">It is not there, or went away.</exception>
    public async Task<(int Status, string Body)> SendAsync(HttpMethod method, string path, string? json, string? idempotencyKey, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(_url ?? throw new HttpRequestException("not started"), path));
        request.Headers.Add("X-API-Key", Key);
        if (json is not null)
        {
            request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        }

        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var response = await _http.SendAsync(request, cancellation);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellation));
    }

    public async Task<byte[]> BytesAsync(string path) =>
        await _http.GetByteArrayAsync(new Uri(_url!, path), TestContext.Current.CancellationToken);

    /// <summary>SIGKILL; returns when it is gone.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public Task PauseAsync() => SignalAsync("STOP");

    public Task ResumeAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        _http.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    private void Hear(string? line, TaskCompletionSource<Uri> listening)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        while (_lines.Count > 200)
        {
            _lines.TryDequeue(out _);
        }

        if (Listening().Match(line) is { Success: true } found)
        {
            listening.TrySetResult(new Uri(found.Value));
        }
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Listening();
}
