using System.Diagnostics;
using System.Globalization;

namespace Ephemeris.Benchmarks;

/// <summary>The same charts by Skyfield, in a Python process of its own that times itself.</summary>
internal static class Skyfield
{
    // Debian's packages belong to Debian's Python, which need not be the first on the PATH.
    private const string DebianPython = "/usr/bin/python3";

    /// <summary>Microseconds per chart, and the longitudes of the first in degrees; null where Skyfield is not installed.</summary>
    public static (double Micros, double[] LongitudesDeg)? Chart(Workload work, TimeSpan span)
    {
        var (latitude, longitude, height) = Workload.Place;
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "skyfield_chart.py"), Workload.Kernel, Text(latitude), Text(longitude), Text(height),
            Text(span.TotalSeconds),
        ];
        using var python = Process.Start(new ProcessStartInfo(File.Exists(DebianPython) ? DebianPython : "python3", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using (python.StandardInput)
        {
            python.StandardInput.Write(string.Join('\n', work.JdTt.Select(Text)));
        }

        var lines = python.StandardOutput.ReadToEnd().Split('\n');
        python.WaitForExit();
        return python.ExitCode == 0 ? (Number(lines[0]), [.. lines[1].Split(' ').Select(Number)]) : null;
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
