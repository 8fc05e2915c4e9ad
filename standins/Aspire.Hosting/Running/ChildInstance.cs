using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>
/// Follows a resource that lives inside another, as a database in its server: it is there when the other is ready, and
/// gone with it.
/// </summary>
internal sealed class ChildInstance(RunContext run, IResource resource, IResource parent) : ResourceInstance(run, resource, resource.Name)
{
    /// <inheritdoc/>
    protected override async Task LiveAsync(CancellationToken stopping)
    {
        CancellationTokenSource? life = null;
        var following = Task.CompletedTask;
        try
        {
            await foreach (var change in Run.Notifications.WatchAsync(stopping).ConfigureAwait(false))
            {
                if (change.Resource != parent)
                {
                    continue;
                }

                var isThere = change.Snapshot.IsReady;
                if (isThere && life is null)
                {
                    life = CancellationTokenSource.CreateLinkedTokenSource(stopping);
                    following = FollowAsync(life.Token);
                }
                else if (!isThere)
                {
                    await EndAsync(life, following).ConfigureAwait(false);
                    life = null;
                    Publish(s => s with
                    {
                        State = change.Snapshot.State,
                        StateReason = $"{parent.Name} is {change.Snapshot.State?.Text}",
                        HealthReports = [],
                        IsReady = false,
                    });
                }
            }
        }
        finally
        {
            await EndAsync(life, following).ConfigureAwait(false);
        }
    }

    private async Task FollowAsync(CancellationToken life)
    {
        try
        {
            await RaiseAsync(new BeforeResourceStartedEvent(Resource, Run.Services), life).ConfigureAwait(false);
            await new LifeWatch(Run, Resource, Id, Publish).FollowAsync(null, null, life).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Its parent is gone, or the application stops.
        }
    }

    private static async Task EndAsync(CancellationTokenSource? life, Task following)
    {
        if (life is not null)
        {
            await life.CancelAsync().ConfigureAwait(false);
            await following.ConfigureAwait(false);
            life.Dispose();
        }
    }
}
