using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Ledger.Api.Tests.Proofs;

namespace Ledger.Api.Tests.Crash;

/// <summary>What an appender was told is durable.</summary>
internal sealed record Acknowledged(int Writer, int Number, long Index, string LeafHash, string Key, string Body, long At);

/// <summary>
/// A client: appends one entry after the other, to the replicas in turn. With keys it asks again until it has an answer, so each
/// of its entries must be there exactly once; without, it goes on to the next entry, so each may be there at most once.
/// </summary>
internal sealed class Appender(int writer, Replica[] replicas, bool hasKeys)
{
    private readonly Lock _gate = new();
    private readonly List<Acknowledged> _acknowledged = [];
    private readonly Dictionary<string, int> _failures = [];
    private volatile bool _stop;
    private Task _running = Task.CompletedTask;

    public IReadOnlyList<Acknowledged> Acknowledged
    {
        get
        {
            lock (_gate)
            {
                return [.. _acknowledged];
            }
        }
    }

    /// <summary>Failed tries by kind.</summary>
    public IReadOnlyDictionary<string, int> Failures => _failures;

    /// <summary>True when it was told something that nobody should be told; <see cref="StopAsync"/> throws it.</summary>
    public bool HasFailed => _running.IsFaulted;

    public void Start() => _running = Task.Run(RunAsync, TestContext.Current.CancellationToken);

    /// <summary>Ends after the entry at hand; throws what went wrong.</summary>
    public Task StopAsync()
    {
        _stop = true;
        return _running;
    }

    public static string Request(int writer, int number) =>
        $$$"""{"operationType":"crash","parameters":{"writer":{{{writer}}},"number":{{{number}}}}}""";

    // In the short form two cores that start replicas must not be busy with appends that are checked one by one afterwards.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private async Task RunAsync()
    {
        var turn = writer;
        using var pace = new PeriodicTimer(Pace);
        for (var number = 0; !_stop; number++)
        {
            if (!LongTests.Enabled)
            {
                await pace.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            }

            var key = string.Create(CultureInfo.InvariantCulture, $"{writer}/{number}");
            while (!await TryAsync(replicas[turn++ % replicas.Length], number, key) && hasKeys)
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    private async Task<bool> TryAsync(Replica replica, int number, string key)
    {
        string failure;
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(TimeSpan.FromSeconds(5));
            var (status, body) = await replica.SendAsync(
                HttpMethod.Post, "/api/ledgers/p/entries", Request(writer, number), hasKeys ? key : null, patience.Token);
            if (status == 201)
            {
                var receipt = JsonNode.Parse(body)!;
                lock (_gate)
                {
                    _acknowledged.Add(new Acknowledged(
                        writer, number, long.Parse((string)receipt["index"]!, CultureInfo.InvariantCulture), (string)receipt["leafHash"]!, key, body,
                        Stopwatch.GetTimestamp()));
                }

                return true;
            }

            // An outage may be told as "not now", never as a fault of the request or of the program.
            Assert.True(status == 503, $"{status} {body}\n{replica.Log}");
            failure = "503";
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException or IOException
            && !TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            failure = away.GetType().Name;
        }

        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        await pause.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        _failures[failure] = _failures.GetValueOrDefault(failure) + 1;
        return false;
    }
}
