using System.Runtime.InteropServices;

namespace Ephemeris.Benchmarks;

/// <summary>The same charts by the Swiss Ephemeris' C library, called in this process.</summary>
internal static class Swiss
{
    // SEFLG_SWIEPH, SEFLG_SPEED and SEFLG_TOPOCTR of swephexp.h.
    private const int Flags = 2 | 256 | (32 * 1024);
    private const int Bodies = 7;

    private static readonly double[] Result = new double[6];
    private static readonly byte[] Message = new byte[256];

    /// <summary>Whether the library is installed; sets its data folder and the place.</summary>
    public static bool Open()
    {
        if (!NativeLibrary.TryLoad("libswe.so.2", out _))
        {
            return false;
        }

        var (latitude, longitude, height) = Workload.Place;
        SetPath("/usr/share/libswe/ephe");
        SetPlace(longitude, latitude, height);
        return true;
    }

    /// <summary>Longitudes of a chart, degrees; its own analytic series would be told by the flags that come back.</summary>
    public static double[] Chart(double jdTt) => [.. Enumerable.Range(0, Bodies).Select(body => Longitude(jdTt, body))];

    /// <summary>One chart's sum of longitudes, for timing.</summary>
    public static double Sum(double jdTt)
    {
        var sum = 0.0;
        for (var body = 0; body < Bodies; body++)
        {
            sum += Longitude(jdTt, body);
        }

        return sum;
    }

    private static double Longitude(double jdTt, int body)
    {
        var flags = Calculate(jdTt, body, Flags, Result, Message);
        return flags >= 0 && (flags & 2) != 0
            ? Result[0]
            : throw new InvalidOperationException("libswe lacks its data (Debian: swe-standard-data): " + System.Text.Encoding.ASCII.GetString(Message).TrimEnd('\0'));
    }

    [DllImport("libswe.so.2", EntryPoint = "swe_set_ephe_path", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern void SetPath([MarshalAs(UnmanagedType.LPStr)] string path);

    [DllImport("libswe.so.2", EntryPoint = "swe_set_topo")]
    private static extern void SetPlace(double longitude, double latitude, double height);

    [DllImport("libswe.so.2", EntryPoint = "swe_calc")]
    private static extern int Calculate(double jdTt, int body, int flags, [Out] double[] result, [Out] byte[] message);
}
