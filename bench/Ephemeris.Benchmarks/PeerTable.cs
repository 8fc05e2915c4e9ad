using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Ephemeris.Benchmarks;

/// <summary>Our work and that of the Swiss Ephemeris, one after the other in one process on the same instants.</summary>
internal static class PeerTable
{
    // SEFLG_SWIEPH, SEFLG_SPEED and SEFLG_TOPOCTR of swephexp.h.
    private const int Flags = 2 | 256 | (32 * 1024);

    /// <summary>Measures and prints a Markdown table.</summary>
    /// <param name="seconds">Time per row.</param>
    /// <returns>0 when every aim is met.</returns>
    public static int Print(double seconds)
    {
        var work = new Workload();
        var span = TimeSpan.FromSeconds(seconds);
        Rate(work.State, TimeSpan.FromSeconds(1));
        Rate(work.Chart, TimeSpan.FromSeconds(1));
        var one = Rate(work.State, span);
        var two = Together(2, work.State, span);
        var chart = 1e6 / Rate(work.Chart, span);
        var swiss = Swiss([.. work.JdTt], span);
        using var output = Console.OpenStandardOutput();
        using var text = new StreamWriter(output);
        text.WriteLine("| work | measured | aim |\n|---|---|---|");
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| states a second, one thread | {one:N0} | 3,000,000 |"));
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| states a second, two threads | {two:N0} ({two / one:F2} ×) | 1.8 × |"));
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| seven-body topocentric chart | {chart:F1} µs | 100 µs |"));
        text.WriteLine(swiss is { } micros
            ? string.Create(CultureInfo.InvariantCulture, $"| the same by libswe, in this run | {micros:F1} µs | – |")
            : "| the same by libswe | not installed here | – |");
        return one >= 3e6 && two >= 1.8 * one && chart <= 100.0 ? 0 : 1;
    }

    private static double Rate(Func<int, double> work, TimeSpan span)
    {
        var clock = Stopwatch.StartNew();
        var count = 0;
        var sum = 0.0;
        while (clock.Elapsed < span)
        {
            for (var i = 0; i < 256; i++)
            {
                sum += work(count++);
            }
        }

        GC.KeepAlive(sum);
        return count / clock.Elapsed.TotalSeconds;
    }

    private static double Together(int threads, Func<int, double> work, TimeSpan span)
    {
        var rates = new double[threads];
        var running = Enumerable.Range(0, threads).Select(i => new Thread(() => rates[i] = Rate(work, span))).ToArray();
        Array.ForEach(running, thread => thread.Start());
        Array.ForEach(running, thread => thread.Join());
        return rates.Sum();
    }

    private static double? Swiss(double[] jdTt, TimeSpan span)
    {
        if (!NativeLibrary.TryLoad("libswe.so.2", out _))
        {
            return null;
        }

        SetPath("/usr/share/libswe/ephe");
        SetPlace(-122.4194, 37.7749, 25.0);
        var result = new double[6];
        var message = new byte[256];
        return 1e6 / Rate(
            index =>
            {
                var sum = 0.0;
                for (var body = 0; body < 7; body++)
                {
                    sum += Calculate(jdTt[index % jdTt.Length], body, Flags, result, message) < 0 ? double.NaN : result[0];
                }

                return sum;
            },
            span);
    }

    [DllImport("libswe.so.2", EntryPoint = "swe_set_ephe_path", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern void SetPath([MarshalAs(UnmanagedType.LPStr)] string path);

    [DllImport("libswe.so.2", EntryPoint = "swe_set_topo")]
    private static extern void SetPlace(double longitude, double latitude, double height);

    [DllImport("libswe.so.2", EntryPoint = "swe_calc")]
    private static extern int Calculate(double jdTt, int body, int flags, [Out] double[] result, [Out] byte[] message);
}
