using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Load;

/// <summary>The promises of Ephemeris.Api under load, on one machine with this generator and both engines.</summary>
internal static class EphemerisLoad
{
    // The seed's load-test payload.
    private const string Chart =
        """{"birth_time":"2024-06-21T18:00:00Z","latitude":37.7749,"longitude":-122.4194,"elevation":25,"zodiac":"tropical"}""";

    // A batch that may read the historical kernel too.
    private const string AllAges = "v1/batch?kernel=de441";
    private const int ChartsPerBatch = 1000;
    private const double MemoryMb = 150;
    private const double PrivateMb = 110;
    private const double GrowthMb = 3;

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["RATE_LIMIT_CALCULATE"] = "100000000/minute",
        ["RATE_LIMIT_DEFAULT"] = "100000000/minute",
    };

    /// <summary>Runs the load and prints a table.</summary>
    /// <param name="args"><c>--seconds S</c> per run (30), <c>--minutes M</c> of the memory run (0.5).</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var (seconds, minutes) = Times(args);
        await using var service = await ServiceProcess.StartAsync("ephemeris", "Ephemeris.Api", "EPHEMERIS_API_KEYS", Settings);
        await CheckAsync(service);
        var calculate = Request(service, "calculate", Chart);
        var batch = Request(service, "v1/batch", Batch());

        // Until the code is compiled at its last tier; not measured.
        await LoadRun.RunAsync(Plan(calculate, 16, 0, 8));
        await LoadRun.RunAsync(Plan(batch, 2, 0, 4));

        var table = new PromiseTable();
        var scheduled = await LoadRun.RunAsync(Plan(calculate, 16, 1000, seconds));
        table.Add(
            string.Create(CultureInfo.InvariantCulture, $"`/calculate`, 1 000 requests/s on schedule, {seconds:0.#} s"),
            scheduled, () => scheduled.Latencies, "p95 < 10 ms", () => scheduled.Ms(0.95) < 10 && scheduled.Rate > 990);
        var crowd = await LoadRun.RunAsync(Plan(calculate, 20, 0, seconds));
        table.Add(
            string.Create(CultureInfo.InvariantCulture, $"`/calculate`, 20 clients without pause, {seconds:0.#} s"),
            crowd, () => $"{Rate(crowd, 1)} requests/s; {crowd.Latencies}", "2 500 requests/s", () => crowd.Rate >= 2500);
        var batches = await LoadRun.RunAsync(Plan(batch, 2, 0, seconds));
        table.Add(
            string.Create(CultureInfo.InvariantCulture, $"`/v1/batch`, 1 000 charts 1600–2600 each, 2 clients, {seconds:0.#} s"),
            batches, () => Rate(batches, 60 * ChartsPerBatch) + " charts a minute", "50 000",
            () => batches.Rate * 60 * ChartsPerBatch >= 50_000);
        await WatchAsync(service, table, minutes);
        return table.ExitCode;
    }

    // Every kernel is read meanwhile: the payload, and now and then batches from all centuries of both slots.
    private static async Task WatchAsync(ServiceProcess service, PromiseTable table, double minutes)
    {
        await using var memory = new MemoryWatch(service.Id);
        var both = Request(service, AllAges, Batch(1000, 2600, 100));
        var results = await Task.WhenAll(
            LoadRun.RunAsync(Plan(Request(service, "calculate", Chart), 16, 1000, minutes * 60)),
            LoadRun.RunAsync(Plan(both, 1, 2, minutes * 60)));
        var now = MemoryWatch.Read(service.Id);
        var kernels = MemoryWatch.Files(service.Id, ".bsp");
        var most = memory.Samples.Max(sample => sample.Resident);
        var words = string.Create(
            CultureInfo.InvariantCulture,
            $"private {now.Private:F0} MB, files {now.Mapped:F0} MB of which kernels {kernels:F0}; most {most:F0}; grew {memory.Growth:F1} MB");
        table.Add(
            string.Create(CultureInfo.InvariantCulture, $"memory, both kernels read, 1 000 requests/s for {minutes:0.#} minutes"),
            Array.Find(results, result => result.Failure is not null) ?? results[0], () => words,
            "private < 110 MB, all but kernel pages < 150 MB, no growth",
            () => now.Private < PrivateMb && most - kernels < MemoryMb && memory.Growth < GrowthMb);
    }

    // A wrong answer would be fast too: one chart's Sun, and every line of a batch.
    private static async Task CheckAsync(ServiceProcess service)
    {
        using var client = service.CreateClient();
        using var chart = JsonDocument.Parse(await PostAsync(client, "calculate", Chart));
        var sun = chart.RootElement.GetProperty("data").GetProperty("Sun").GetProperty("longitude").GetDouble();
        var lines = (await PostAsync(client, "v1/batch", Batch()) + await PostAsync(client, AllAges, Batch(1000, 2600, 100)))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (Math.Abs(sun - 90.841734) > 2e-5 || lines.Length != ChartsPerBatch + 100
            || !lines.All(line => line.Contains("\"status\":200,", StringComparison.Ordinal)))
        {
            throw new InvalidOperationException("The service answers wrongly; its speed is of no interest.");
        }
    }

    private static async Task<string> PostAsync(HttpClient client, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? text : throw new InvalidOperationException($"{path}: {answer.StatusCode} {text}");
    }

    private static (IPEndPoint, RequestTemplate) Request(ServiceProcess service, string path, string body) => (
        new IPEndPoint(IPAddress.Loopback, service.Url.Port),
        RequestTemplate.From(new Uri(service.Url, path), null, [service.KeyHeader], Encoding.UTF8.GetBytes(body)));

    private static LoadPlan Plan((IPEndPoint, RequestTemplate) request, int connections, double rate, double seconds) =>
        new(request.Item1, request.Item2, connections, rate, seconds, WarmupSeconds: 2);

    private static string Rate(LoadResult result, double times) => (result.Rate * times).ToString("N0", CultureInfo.InvariantCulture);

    private static string Batch(int firstYear = 1600, int lastYear = 2600, int charts = ChartsPerBatch)
    {
        var random = new Random(1);
        return JsonSerializer.Serialize(new
        {
            charts = Enumerable.Range(0, charts).Select(_ => new
            {
                birth_time = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{random.Next(firstYear, lastYear):D4}-{random.Next(1, 13):D2}-{random.Next(1, 29):D2}T{random.Next(24):D2}:{random.Next(60):D2}:00Z"),
                latitude = 37.7749,
                longitude = -122.4194,
                elevation = 25,
                zodiac = "tropical",
            }),
        });
    }

    private static (double Seconds, double Minutes) Times(string[] args)
    {
        var (seconds, minutes) = (30.0, 0.5);
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length || !double.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var value) || !(value is > 0 and <= 3600))
            {
                throw new FormatException("usage: … -- ephemeris [--seconds S] [--minutes M]");
            }

            (seconds, minutes) = args[i] switch
            {
                "--seconds" => (value, minutes),
                "--minutes" => (seconds, value),
                _ => throw new FormatException($"Unknown option {args[i]}; there are --seconds and --minutes."),
            };
        }

        return (seconds, minutes);
    }
}
