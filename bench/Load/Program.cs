using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Load;

LoadOptions options;
try
{
    options = LoadOptions.Parse(args);
}
catch (FormatException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 2;
}

var request = RequestBytes(options);
var results = new ConcurrentBag<Worker>();
var clock = Stopwatch.StartNew();
var measureFrom = options.WarmupSeconds;
var measureTo = measureFrom + options.Seconds;
await Task.WhenAll(Enumerable.Range(0, options.Connections).Select(index => Task.Run(() => RunAsync(index))));
return Report();

async Task RunAsync(int index)
{
    var worker = new Worker();
    results.Add(worker);
    using var connection = new HttpConnection(options.EndPoint(), request);
    // Open loop: connection i sends requests i, i + n, i + 2n … at their scheduled times; an answer that is late delays
    // the following sends, and their latency counts from the schedule, so a stall is not hidden.
    var interval = options.RatePerSecond > 0 ? options.Connections / options.RatePerSecond : 0;
    var next = interval * index / options.Connections;
    while (clock.Elapsed.TotalSeconds < measureTo)
    {
        var due = interval > 0 ? next : clock.Elapsed.TotalSeconds;
        next += interval;
        var wait = due - clock.Elapsed.TotalSeconds;
        if (wait > 0.0005)
        {
            await Task.Delay(TimeSpan.FromSeconds(wait));
            due = Math.Max(due, clock.Elapsed.TotalSeconds); // the timer's own lateness is not the server's
        }

        int status;
        try
        {
            status = await connection.SendAsync(CancellationToken.None);
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException)
        {
            status = 0;
        }

        if (due >= measureFrom)
        {
            worker.Add(status, clock.Elapsed.TotalSeconds - due);
        }
    }
}

int Report()
{
    var latencies = results.SelectMany(worker => worker.LatenciesSeconds).Order().ToArray();
    var statuses = results.SelectMany(worker => worker.Statuses).GroupBy(pair => pair.Key)
        .OrderBy(group => group.Key).Select(group => $"{(group.Key == 0 ? "failed" : group.Key)}: {group.Sum(pair => pair.Value)}");
    if (latencies.Length == 0)
    {
        Console.WriteLine("no request finished");
        return 1;
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{latencies.Length / options.Seconds:F0} req/s over {options.Seconds} s, {options.Connections} connections, {(options.RatePerSecond > 0 ? $"scheduled {options.RatePerSecond:F0}/s" : "saturated")}; {string.Join(", ", statuses)}"));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"latency ms: p50 {At(0.5):F2}  p90 {At(0.9):F2}  p95 {At(0.95):F2}  p99 {At(0.99):F2}  max {At(1):F2}"));
    return results.All(worker => worker.Statuses.Keys.All(status => status is >= 200 and < 300)) ? 0 : 1;

    double At(double quantile) => latencies[Math.Min(latencies.Length - 1, (int)(quantile * latencies.Length))] * 1000;
}

static byte[] RequestBytes(LoadOptions options)
{
    var method = options.Method ?? (options.Body.Length > 0 ? "POST" : "GET");
    var head = new StringBuilder()
        .Append(CultureInfo.InvariantCulture, $"{method} {options.Url.PathAndQuery} HTTP/1.1\r\nHost: {options.Url.Authority}\r\n");
    if (options.Body.Length > 0)
    {
        head.Append(CultureInfo.InvariantCulture, $"Content-Length: {options.Body.Length}\r\n");
        if (!options.Headers.Exists(header => header.StartsWith("content-type", StringComparison.OrdinalIgnoreCase)))
        {
            head.Append("Content-Type: application/json\r\n");
        }
    }

    options.Headers.ForEach(header => head.Append(header).Append("\r\n"));
    return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. options.Body];
}

internal sealed class Worker
{
    public List<double> LatenciesSeconds { get; } = new(1 << 16);

    public Dictionary<int, int> Statuses { get; } = [];

    public void Add(int status, double latencySeconds)
    {
        LatenciesSeconds.Add(latencySeconds);
        Statuses[status] = Statuses.GetValueOrDefault(status) + 1;
    }
}
