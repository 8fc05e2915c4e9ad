using System.Globalization;

namespace Load;

/// <summary>A process's memory by kind, in megabytes.</summary>
/// <param name="Resident">All pages in memory.</param>
/// <param name="Private">Heap, stacks, compiled code: what it alone holds.</param>
/// <param name="Mapped">Pages of files, which the kernel may drop and processes share: programs and data.</param>
internal readonly record struct MemorySample(double Resident, double Private, double Mapped);

/// <summary>Samples the resident memory of a process once a second.</summary>
internal sealed class MemoryWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly int _processId;
    private readonly Task _watching;

    public MemoryWatch(int processId)
    {
        _processId = processId;
        _watching = WatchAsync();
    }

    public List<MemorySample> Samples { get; } = [];

    /// <summary>Mean private memory of the last fifth of the samples less that of the second fifth, MB: growth, past the warm-up.</summary>
    public double Growth
    {
        get
        {
            var fifth = Math.Max(1, Samples.Count / 5);
            return Samples.TakeLast(fifth).Average(sample => sample.Private) - Samples.Skip(fifth).Take(fifth).Average(sample => sample.Private);
        }
    }

    /// <summary>Memory now. Linux only.</summary>
    public static MemorySample Read(int processId)
    {
        var lines = File.ReadAllLines($"/proc/{processId}/status");
        return new(Of("VmRSS:"), Of("RssAnon:") + Of("RssShmem:"), Of("RssFile:"));

        double Of(string name) => double.Parse(
            lines.First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..^2], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }

    /// <summary>Resident pages of the files whose name ends so, MB.</summary>
    public static double Files(int processId, string suffix)
    {
        var isOne = false;
        var kilobytes = 0L;
        foreach (var line in File.ReadLines($"/proc/{processId}/smaps"))
        {
            if (!line.Contains(" kB", StringComparison.Ordinal))
            {
                isOne = line.EndsWith(suffix, StringComparison.Ordinal);
            }
            else if (isOne && line.StartsWith("Rss:", StringComparison.Ordinal))
            {
                kilobytes += long.Parse(line.AsSpan(4, line.Length - 6), CultureInfo.InvariantCulture);
            }
        }

        return kilobytes * 1024 / 1e6;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (!_stop.IsCancellationRequested)
        {
            Samples.Add(Read(_processId));
            try
            {
                await timer.WaitForNextTickAsync(_stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
