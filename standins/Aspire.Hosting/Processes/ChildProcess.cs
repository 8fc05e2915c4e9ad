using System.Diagnostics;

namespace Aspire.Hosting.Processes;

/// <summary>A running process of a resource, with everything it starts.</summary>
internal sealed class ChildProcess : IDisposable
{
    /// <summary>Variable that every descendant inherits, so that those in a session of their own are found too.</summary>
    internal const string MarkerName = "PLATFORM_RUN";

    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly ProcessSpec _spec;
    private readonly Task _output;

    private ChildProcess(Process process, ProcessSpec spec, string marker, Action<string, bool> line)
    {
        _process = process;
        _spec = spec;
        Marker = marker;
        Id = process.Id;
        Birth = ProcessTable.Birth(process.Id);
        _output = Task.WhenAll(ReadAsync(process.StandardOutput, false, line), ReadAsync(process.StandardError, true, line));
        Exited = ExitAsync();
        process.StandardInput.Close();
    }

    /// <summary>Process id; also the id of its session and process group.</summary>
    internal int Id { get; }

    /// <summary>Tells it from a later process of the same id.</summary>
    internal string? Birth { get; }

    /// <summary><c>PLATFORM_RUN=…</c>, as its descendants carry it.</summary>
    internal string Marker { get; }

    /// <summary>Its exit code, once it has ended and nothing that it started is left.</summary>
    internal Task<int> Exited { get; }

    /// <summary>Starts a process. Throws <see cref="System.ComponentModel.Win32Exception"/> when the program cannot be run.</summary>
    /// <param name="spec">What to start.</param>
    /// <param name="mark">Unique to this start.</param>
    /// <param name="line">Called with each line of output and whether it is from standard error.</param>
    internal static async Task<ChildProcess> StartAsync(ProcessSpec spec, string mark, Action<string, bool> line)
    {
        var environment = new Dictionary<string, string>(spec.Environment) { [MarkerName] = mark };
        var process = await Launcher.StartAsync(spec with { Environment = environment }).ConfigureAwait(false);
        return new ChildProcess(process, spec, $"{MarkerName}={mark}", line);
    }

    /// <summary>Asks it to end, kills it when it does not in time, and waits until everything is gone.</summary>
    internal async Task StopAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            _process.Kill(entireProcessTree: true);
        }
        else
        {
            Signals.Send(Id, _spec.StopSignal);
        }

        try
        {
            await Exited.WaitAsync(_spec.StopGrace).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Kill();
            await Exited.ConfigureAwait(false);
        }
    }

    /// <summary>Ends it and everything it started, at once.</summary>
    internal void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        KillDescendants();
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        var code = _process.ExitCode;
        KillDescendants();

        // A descendant that escaped may hold the pipes open: what was written by now is read, the rest is not waited for.
        await Task.WhenAny(_output, Task.Delay(OutputGrace)).ConfigureAwait(false);
        return code;
    }

    private void KillDescendants()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        foreach (var id in ProcessTable.Descendants(Id, Marker))
        {
            Signals.Send(id, Signals.Kill);
        }
    }

    private static async Task ReadAsync(StreamReader reader, bool isError, Action<string, bool> line)
    {
        try
        {
            while (await reader.ReadLineAsync().ConfigureAwait(false) is { } text)
            {
                line(text, isError);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The pipe was closed under the reader: the process is gone and disposed of.
        }
    }
}
