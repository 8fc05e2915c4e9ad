using Npgsql;

namespace Ledger.Api.Jobs;

/// <summary>A job that this node works on: its lease is renewed until this is disposed, or until the job should stop.</summary>
internal sealed class HeldJob : IAsyncDisposable
{
    /// <summary>Time between two renewals; a lease lasts several.</summary>
    internal static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    private readonly JobStore _jobs;
    private readonly string _id;
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _timer;

    public HeldJob(JobStore jobs, string id, TimeProvider time)
    {
        (_jobs, _id) = (jobs, id);
        _timer = time.CreateTimer(_ => _ = RenewAsync(), null, Beat, Beat);
    }

    /// <summary>Share done, 0–1; told with the next renewal.</summary>
    public double Progress { get; set; }

    /// <summary>Fires when the owner asked it to stop.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        _stop.Dispose();
    }

    private async Task RenewAsync()
    {
        try
        {
            if (await _jobs.RenewAsync(_id, Progress, CancellationToken.None))
            {
                await _stop.CancelAsync();
            }
        }
        catch (Exception failure) when (failure is NpgsqlException or ObjectDisposedException)
        {
            // The next beat tries again.
        }
    }
}
