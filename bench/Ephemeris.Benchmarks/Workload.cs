using Ephemeris.Api.Charts;
using Ephemeris.Api.Frames;
using Ephemeris.Api.Kernels;
using Ephemeris.Api.Observers;
using Ephemeris.Api.Time;

namespace Ephemeris.Benchmarks;

/// <summary>The same work for every way of measuring it: random instants, the seed's place, the seven bodies.</summary>
internal sealed class Workload
{
    /// <summary>Latitude, east longitude (degrees) and height (m) of the charts.</summary>
    public static readonly (double Latitude, double Longitude, double Height) Place = (37.7749, -122.4194, 25.0);

    /// <summary>Path of the kernel.</summary>
    public static readonly string Kernel = Path.Combine(KernelStore.EmbeddedFolder, "se431_1550-2650.bsp");

    private const int Instants = 4096;
    private static readonly int[] StateBodies = [10, 301, 1, 2, 4, 5, 6, 7, 8, 9, 399];

    private readonly KernelCatalog _catalog;
    private readonly EphemerisTime[] _times = new EphemerisTime[Instants];
    private readonly Epoch[] _epochs = new Epoch[Instants];
    private readonly ChartSettings _settings = new(ModelProfile.Iau, new Observer(Place.Latitude, Place.Longitude, Place.Height), null);

    public Workload()
    {
        _catalog = KernelFile.Open(Kernel).TryGet(out var file, out var error)
            ? new KernelCatalog("bench", [file])
            : throw new InvalidOperationException(error.Detail);
        var random = new Random(1);
        for (var i = 0; i < Instants; i++)
        {
            var jd = JulianDate.From(2415020.5 + (random.NextDouble() * 73000.0));
            _times[i] = EphemerisTime.FromTdb(jd);
            _epochs[i] = Epoch.FromTt(jd);
        }
    }

    /// <summary>Julian dates TT of the charts, for peers.</summary>
    public IEnumerable<double> JdTt => _epochs.Select(epoch => epoch.Tt.Value);

    /// <summary>One state (position and velocity) of one body about its centre.</summary>
    public double State(int index)
    {
        var body = StateBodies[index % StateBodies.Length];
        var time = _times[index % Instants];
        return _catalog.Find(body, time)!.TryEvaluate(time, out var state) ? state.PositionKm.X + state.VelocityKmS.Y : double.NaN;
    }

    /// <summary>One seven-body topocentric chart with speeds: everything from the epoch to the longitudes.</summary>
    public double Chart(int index)
    {
        ChartEngine.Create(_catalog, _epochs[index % Instants], _settings, out var engine);
        var sum = 0.0;
        foreach (var body in ChartBody.Seven)
        {
            engine.Locate(body, out var position);
            sum += position.LongitudeDeg;
        }

        return sum;
    }

    /// <summary>Longitudes of the same chart, degrees.</summary>
    public double[] Longitudes(int index)
    {
        ChartEngine.Create(_catalog, _epochs[index % Instants], _settings, out var engine);
        var longitudes = new double[ChartBody.Seven.Count];
        for (var i = 0; i < longitudes.Length; i++)
        {
            engine.Locate(ChartBody.Seven[i], out var position);
            longitudes[i] = position.LongitudeDeg;
        }

        return longitudes;
    }
}
