using System.Diagnostics;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Load;

/// <summary>
/// Carries out a plan. With a rate the loop is open: requests fall due by the clock and wait, if they must, for a free
/// connection, and their latency counts from when they were due. So neither a stalled server nor a late generator is
/// hidden (no coordinated omission); above 100 requests/s up to 1 ms of each latency is the generator's own clock.
/// </summary>
internal sealed class LoadRun
{
    private readonly LoadPlan _plan;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Channel<double> _due = Channel.CreateUnbounded<double>(new() { SingleWriter = true });
    private readonly double _until;
    private long _number = -1;

    private LoadRun(LoadPlan plan) => (_plan, _until) = (plan, plan.WarmupSeconds + plan.Seconds);

    private double Now => _clock.Elapsed.TotalSeconds;

    /// <summary>Sends the plan's requests and waits for every answer.</summary>
    public static Task<LoadResult> RunAsync(LoadPlan plan) => new LoadRun(plan).RunAsync();

    private async Task<LoadResult> RunAsync()
    {
        var workers = Enumerable.Range(0, _plan.Connections).Select(_ => Task.Run(WorkAsync)).ToArray();
        if (_plan.RatePerSecond > 0)
        {
            var pacer = new Thread(Pace) { Name = "pacer" };
            pacer.Start();
        }

        return new LoadResult(_plan, await Task.WhenAll(workers));
    }

    // A thread of its own: a timer of the pool would come late when the pool is busy with answers.
    private void Pace()
    {
        for (var n = 0L; n / _plan.RatePerSecond is var at && at < _until; n++)
        {
            while (at - Now is > 0 and var left)
            {
                // At a low rate the last moments are spun through: they would be a good part of so quiet an answer's latency.
                if (left < 0.002 && _plan.RatePerSecond <= 100)
                {
                    Thread.SpinWait(20);
                    continue;
                }

#pragma warning disable RS0030 // Nothing signals that time has passed, and a timer comes later than this.
                Thread.Sleep(1);
#pragma warning restore RS0030
            }

            _due.Writer.TryWrite(at);
        }

        _due.Writer.Complete();
    }

    private async Task<LoadTally> WorkAsync()
    {
        var tally = new LoadTally();
        var request = _plan.Request.Copy();
        using var connection = new HttpConnection(_plan.EndPoint, request);
        while (await NextAsync() is { } due)
        {
            _plan.Request.Number(request, Interlocked.Increment(ref _number));
            var (status, failure) = await SendAsync(connection);
            if (due >= _plan.WarmupSeconds || failure is not null)
            {
                tally.Add(status, Now - due, failure);
            }
        }

        return tally;
    }

    private async ValueTask<double?> NextAsync()
    {
        if (_plan.RatePerSecond <= 0)
        {
            return Now is var now && now < _until ? now : null;
        }

        while (await _due.Reader.WaitToReadAsync())
        {
            if (_due.Reader.TryRead(out var due))
            {
                return due;
            }
        }

        return null;
    }

    private static async ValueTask<(int Status, string? Failure)> SendAsync(HttpConnection connection)
    {
        try
        {
            var status = await connection.SendAsync(CancellationToken.None);
            return (status, status is >= 200 and < 300 ? null : connection.Answer);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            return (0, error.Message);
        }
    }
}
