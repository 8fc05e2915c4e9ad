using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Platform.Tests;

/// <summary>The AppHost as a process of its own, on free ports and with a data folder that goes with the test.</summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly List<(string Text, TaskCompletionSource Said)> _awaited = [];
    private readonly Task _reading;

    private AppHostProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    internal int Id => _process.Id;

    /// <summary>Everything it wrote.</summary>
    internal string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts it.</summary>
    /// <param name="dataFolder">Its data folder.</param>
    /// <param name="settings">Environment variables set beside the test's own.</param>
    /// <param name="wrapper">Program and arguments that start it, as <c>setpriv</c> does; null for none.</param>
    internal static AppHostProcess Start(
        string dataFolder, IReadOnlyDictionary<string, string>? settings = null, IReadOnlyList<string>? wrapper = null)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var framework = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var program = Path.Combine(Projects.AppHost.ProjectPath, "bin", configuration, framework, "AppHost.dll");
        string[] line = [.. wrapper ?? [], "dotnet", "exec", program, "--ports", "random"];
        var info = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Projects.AppHost.ProjectPath,
        };
        info.Environment["PLATFORM_DATA"] = dataFolder;
        info.Environment["DOTNET_ENVIRONMENT"] = "Development";
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            info.Environment[name] = value;
        }

        return new AppHostProcess(Process.Start(info)!);
    }

    /// <summary>Waits until it says that all is healthy; fails when it ends instead.</summary>
    internal Task HealthyAsync(CancellationToken cancellationToken) => SaysAsync("resources are healthy", cancellationToken);

    /// <summary>Waits until a line of its output holds the text; fails when it ends instead.</summary>
    internal async Task SaysAsync(string text, CancellationToken cancellationToken)
    {
        var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_output)
        {
            _awaited.Add((text, said));
            if (_output.ToString().Contains(text, StringComparison.Ordinal))
            {
                said.SetResult();
            }
        }

        await Task.WhenAny(said.Task, _process.WaitForExitAsync(cancellationToken));
        Assert.True(said.Task.IsCompleted, $"The AppHost ended before it said '{text}':{Environment.NewLine}{Output}");
    }

    /// <summary>Waits until it has ended by itself.</summary>
    internal async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await _reading;
        return _process.ExitCode;
    }

    /// <summary>Asks it to stop in order, as a service manager does.</summary>
    internal Task TerminateAsync(CancellationToken cancellationToken) => SignalAsync("TERM", cancellationToken);

    /// <summary>Sends it a signal.</summary>
    internal async Task SignalAsync(string signal, CancellationToken cancellationToken)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {_process.Id}"]);
        await kill.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    internal void Kill() => _process.Kill();

    /// <summary>Ids of the processes that it recorded.</summary>
    internal static IReadOnlyList<int> RecordedChildren(string dataFolder)
    {
        using var lease = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(dataFolder, "lease.json")));
        return [.. lease.RootElement.GetProperty("children").EnumerateArray().Select(c => c.GetProperty("pid").GetInt32())];
    }

    /// <summary>True while a process of that id lives.</summary>
    internal static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await TerminateAsync(CancellationToken.None);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_output)
            {
                _output.AppendLine(line);
                foreach (var (_, said) in _awaited.Where(a => line.Contains(a.Text, StringComparison.Ordinal)))
                {
                    said.TrySetResult();
                }
            }
        }
    }
}
