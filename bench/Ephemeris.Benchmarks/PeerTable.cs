using System.Diagnostics;
using System.Globalization;

namespace Ephemeris.Benchmarks;

/// <summary>Our work and that of peers, one after the other in one run on the same instants and place.</summary>
internal static class PeerTable
{
    private const int Rounds = 5;

    // The peers extrapolate ΔT by models of their own, by which the Moon's parallax differs. More would be other work.
    private const double AgreementArcsec = 60.0;

    /// <summary>Measures and prints a Markdown table.</summary>
    /// <param name="seconds">Time per row.</param>
    /// <returns>0 when every aim is met.</returns>
    public static int Print(double seconds)
    {
        var work = new Workload();
        var span = TimeSpan.FromSeconds(seconds);
        Rate(work.State, TimeSpan.FromSeconds(1));
        Rate(work.Chart, TimeSpan.FromSeconds(1));
        var (one, two) = Threads(work.State, span / Rounds);
        var chart = 1e6 / Rate(work.Chart, span);
        Row("work", "measured", "aim");
        Row("---", "---", "---");
        Row("states a second, one thread", $"{one:N0}", "3,000,000");
        Row("states a second, two threads", $"{two:N0} ({two / one:F2} ×)", "1.8 ×");
        Row("seven-body topocentric chart with speeds", $"{chart:F1} µs", "100 µs");

        var ours = work.Longitudes(0);
        double[] dates = [.. work.JdTt];
        var agrees = Peer("libswe", chart, ours, Swiss.Open() ? (1e6 / Rate(i => Swiss.Sum(dates[i % dates.Length]), span), Swiss.Chart(dates[0])) : null);
        agrees &= Peer("Skyfield, without speeds", chart, ours, Skyfield.Chart(work, span));
        return agrees && one >= 3e6 && two >= 1.8 * one && chart <= 100.0 ? 0 : 1;
    }

    private static bool Peer(string name, double ours, double[] longitudes, (double Micros, double[] LongitudesDeg)? peer)
    {
        if (peer is not { } found)
        {
            Row("the same by " + name, "not installed here", "–");
            return true;
        }

        var apart = longitudes.Zip(found.LongitudesDeg, (a, b) => Math.Abs(Math.IEEERemainder(a - b, 360.0)) * 3600.0).Max();
        Row("the same by " + name, $"{found.Micros:N1} µs ({found.Micros / ours:F1} × ours; places within {apart:F2}″)", "–");
        return apart < AgreementArcsec;
    }

    private static void Row(string work, FormattableString measured, string aim) => Row(work, measured.ToString(CultureInfo.InvariantCulture), aim);

    private static void Row(string work, string measured, string aim) => Console.Out.WriteLine($"| {work} | {measured} | {aim} |");

    // In turns, and the best of each: what else the machine does comes and goes, and must not fall on one of them alone.
    private static (double One, double Two) Threads(Func<int, double> work, TimeSpan span)
    {
        var (one, two) = (0.0, 0.0);
        for (var round = 0; round < Rounds; round++)
        {
            one = Math.Max(one, Together(1, work, span));
            two = Math.Max(two, Together(2, work, span));
        }

        return (one, two);
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
}
