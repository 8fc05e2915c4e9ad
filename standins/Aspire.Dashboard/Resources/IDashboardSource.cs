namespace Aspire.Dashboard.Resources;

/// <summary>What the dashboard shows and commands; the application host implements it. Safe for concurrent use.</summary>
public interface IDashboardSource
{
    /// <summary>The resources as they are now, in the order to show them.</summary>
    IReadOnlyList<DashboardResource> Resources { get; }

    /// <summary>Completes at the next change of any resource, or when <paramref name="cancellationToken"/> fires.</summary>
    Task WaitForChangeAsync(CancellationToken cancellationToken);

    /// <summary>The console lines kept for a resource, oldest first; none for an unknown one.</summary>
    IReadOnlyList<ConsoleLine> RecentLines(string resource);

    /// <summary>The console lines kept for a resource, then those still to come.</summary>
    /// <param name="resource">Name of the resource; an unknown one has no lines and ends at once.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    IAsyncEnumerable<ConsoleLine> WatchConsoleAsync(string resource, CancellationToken cancellationToken);

    /// <summary>Runs a command of a resource and returns its real outcome.</summary>
    Task<CommandOutcome> ExecuteAsync(string resource, string command, CancellationToken cancellationToken);
}

/// <summary>A line of a resource's console.</summary>
/// <param name="Resource">Name of the resource.</param>
/// <param name="Time">When it was written.</param>
/// <param name="Text">The line, without its end.</param>
/// <param name="IsError">True: it came from standard error.</param>
public sealed record ConsoleLine(string Resource, DateTimeOffset Time, string Text, bool IsError);

/// <summary>What became of a command.</summary>
/// <param name="Succeeded">True: it did what it says.</param>
/// <param name="Message">Why not; null on success.</param>
public sealed record CommandOutcome(bool Succeeded, string? Message = null);
