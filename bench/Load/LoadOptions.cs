using System.Globalization;
using System.Net;

namespace Load;

/// <summary>One load run, as given on the command line.</summary>
internal sealed record LoadOptions
{
    public const string Usage = """
        usage: dotnet run -c Release --project bench/Load -- URL [options]
          --connections N   connections kept open (default 16)
          --rate R          requests a second in all, sent on schedule whatever the answers do; 0 = as fast as answers come (default 0)
          --seconds S       measured time (default 10)
          --warmup S        time before it that is not counted (default 2)
          --method M        GET, or POST when a body is given
          --body TEXT|@FILE request body
          --header 'N: V'   a request header; may be repeated
          --items N         things asked for by each request, such as charts of a batch: their rate is printed too (default 1)
          --p95 MS, --p99 MS, --at-least R
                            aims; exit code 1 when one is missed, or when any request failed
        {n} in body and headers becomes the request's number, {run} a random word of this run. The target must be on this machine.
        """;

    public required Uri Url { get; init; }
    public int Connections { get; private set; } = 16;
    public double RatePerSecond { get; private set; }
    public double Seconds { get; private set; } = 10;
    public double WarmupSeconds { get; private set; } = 2;
    public string? Method { get; private set; }
    public byte[] Body { get; private set; } = [];
    public List<string> Headers { get; } = [];
    public double Items { get; private set; } = 1;
    public double P95Ms { get; private set; } = double.PositiveInfinity;
    public double P99Ms { get; private set; } = double.PositiveInfinity;
    public double AtLeast { get; private set; }

    public LoadPlan Plan() => new(
        new(IPAddress.TryParse(Url.Host.Trim('[', ']'), out var address) ? address : IPAddress.Loopback, Url.Port),
        RequestTemplate.From(Url, Method, Headers, Body), Connections, RatePerSecond, Seconds, WarmupSeconds);

    public static LoadOptions Parse(string[] args)
    {
        if (args.Length == 0 || !Uri.TryCreate(args[0], UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp)
        {
            throw new FormatException("The first argument must be an http URL." + Environment.NewLine + Usage);
        }

        if (!url.IsLoopback)
        {
            throw new FormatException($"'{url.Host}' is not this machine; a load test only goes to loopback.");
        }

        var options = new LoadOptions { Url = url };
        for (var i = 1; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw new FormatException($"{args[i]} needs a value.");
            options.Set(args[i], value);
        }

        return options;
    }

    private void Set(string name, string value)
    {
        switch (name)
        {
            case "--connections": Connections = (int)Number(name, value, 1, 10_000); break;
            case "--rate": RatePerSecond = Number(name, value, 0, 1_000_000); break;
            case "--seconds": Seconds = Number(name, value, 0.1, 3600); break;
            case "--warmup": WarmupSeconds = Number(name, value, 0, 600); break;
            case "--method": Method = value.ToUpperInvariant(); break;
            case "--body":
                Body = value.StartsWith('@') ? File.ReadAllBytes(value[1..]) : System.Text.Encoding.UTF8.GetBytes(value);
                break;
            case "--header": Headers.Add(value); break;
            case "--items": Items = Number(name, value, 1, 1_000_000); break;
            case "--p95": P95Ms = Number(name, value, 0, 1e6); break;
            case "--p99": P99Ms = Number(name, value, 0, 1e6); break;
            case "--at-least": AtLeast = Number(name, value, 0, 1e9); break;
            default: throw new FormatException($"Unknown option {name}." + Environment.NewLine + Usage);
        }
    }

    private static double Number(string name, string value, double min, double max) =>
        double.TryParse(value, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new FormatException($"{name} must be a number from {min} to {max}, not '{value}'.");
}
