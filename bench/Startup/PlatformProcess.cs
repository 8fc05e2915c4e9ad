using System.Diagnostics;
using System.Text.Json;

namespace Startup;

/// <summary>The AppHost as a process of its own, in a data folder that goes with it.</summary>
internal sealed class PlatformProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _data = Directory.CreateTempSubdirectory("platform-bench-").FullName;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Process _process;

    private PlatformProcess()
    {
        var root = Root();
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(root, "AppHost", "bin", output.Parent!.Name, output.Name, "AppHost.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", program, "--ports", "random"])
        {
            WorkingDirectory = Path.Combine(root, "AppHost"),
            RedirectStandardOutput = true,
        };
        start.Environment["PLATFORM_DATA"] = _data;
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        _process = Process.Start(start)!;
        // Read, so that it never blocks; the measurements are the output here.
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
    }

    internal static PlatformProcess Start() => new();

    /// <summary>Waits until the host has written that all is healthy; how long that took since its start.</summary>
    internal async Task<TimeSpan> HealthyAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!File.Exists(Path.Combine(_data, "endpoints.json")))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(_started) > Patience)
            {
                throw new InvalidOperationException("The AppHost did not become healthy; run it by hand to see why.");
            }

            await timer.WaitForNextTickAsync();
        }

        return Stopwatch.GetElapsedTime(_started);
    }

    /// <summary>Where the services answer and their key, once all is healthy.</summary>
    internal JsonDocument Endpoints() => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_data, "endpoints.json")));

    /// <summary>What the host started and still runs, by resource, and the host itself.</summary>
    internal IReadOnlyList<(string Name, Process Process)> Children()
    {
        using var lease = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_data, "lease.json")));
        return
        [
            ("AppHost", _process),
            .. lease.RootElement.GetProperty("children").EnumerateArray().Select(child =>
                (child.GetProperty("resource").GetString()!, Process.GetProcessById(child.GetProperty("pid").GetInt32()))),
        ];
    }

    public void Dispose()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            kill.WaitForExit();
        }

        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_data, recursive: true);
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
