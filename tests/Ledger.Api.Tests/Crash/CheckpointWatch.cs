namespace Ledger.Api.Tests.Crash;

/// <summary>Asks a replica for its checkpoint all the time and keeps every one it ever showed, in order.</summary>
internal sealed class CheckpointWatch(Replica replica)
{
    private readonly Lock _gate = new();
    private readonly List<string> _notes = [];
    private volatile bool _stop;
    private Task _running = Task.CompletedTask;

    public IReadOnlyList<string> Notes
    {
        get
        {
            lock (_gate)
            {
                return [.. _notes];
            }
        }
    }

    public void Start() => _running = Task.Run(RunAsync, TestContext.Current.CancellationToken);

    public Task StopAsync()
    {
        _stop = true;
        return _running;
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(40));
        while (!_stop)
        {
            try
            {
                var (status, note) = await replica.SendAsync(HttpMethod.Get, "/api/ledgers/p/log/checkpoint", null, null, TestContext.Current.CancellationToken);
                if (status == 200)
                {
                    lock (_gate)
                    {
                        if (_notes.Count == 0 || _notes[^1] != note)
                        {
                            _notes.Add(note);
                        }
                    }
                }

                await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            }
            catch (Exception away) when (away is HttpRequestException or OperationCanceledException or IOException
                && !TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                // Killed or paused: it shows nothing now.
            }
        }
    }
}
