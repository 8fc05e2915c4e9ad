namespace Aspire.Dashboard.Resources;

/// <summary>A resource as it goes to the page: masked, with its measured use.</summary>
/// <param name="Resource">The resource; its environment is masked.</param>
/// <param name="CpuPercent">Percent of one core since the last measurement; null when unknown.</param>
/// <param name="MemoryBytes">Resident bytes; null when nothing runs.</param>
internal sealed record ResourceRow(DashboardResource Resource, double? CpuPercent, long? MemoryBytes);

/// <summary>The table of resources, sent anew at each change and every two seconds for the sake of its measurements.</summary>
internal sealed class ResourcesFeed(IDashboardSource source, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(100);

    /// <summary>Rows now and at each change until <paramref name="cancellationToken"/> fires.</summary>
    public async IAsyncEnumerable<IReadOnlyList<ResourceRow>> WatchAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var usage = new ProcessUsage(time);
        while (true)
        {
            // Taken before the rows are read, so that a change in between is not missed.
            using var round = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var changed = source.WaitForChangeAsync(round.Token);
            yield return Rows(usage);
            await Task.WhenAny(changed, Task.Delay(Period, time, cancellationToken)).ConfigureAwait(false);
            await round.CancelAsync().ConfigureAwait(false);
            await Task.Delay(Settle, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
            {
                yield break;
            }
        }
    }

    private List<ResourceRow> Rows(ProcessUsage usage)
    {
        var children = ProcessUsage.Children();
        return source.Resources.Select(resource =>
        {
            var (cpu, memory) = usage.Measure(resource.Name, resource.ProcessIds, children);
            return new ResourceRow(Masked(resource), cpu, memory);
        }).ToList();
    }

    private static DashboardResource Masked(DashboardResource resource) => resource with
    {
        Environment = resource.Environment
            .Select(pair => KeyValuePair.Create(pair.Key, SecretNames.Masked(pair.Key, pair.Value)))
            .ToList(),
    };
}
