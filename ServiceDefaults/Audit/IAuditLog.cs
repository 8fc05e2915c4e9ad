namespace Platform.ServiceDefaults.Audit;

/// <summary>The service's audit log: a table where there is a database, else structured log lines.</summary>
public interface IAuditLog
{
    /// <summary>Keeps an entry and waits until it is durable.</summary>
    /// <returns>False when there is no database or it failed: then the entry stands in the log alone.</returns>
    Task<bool> RecordAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>Keeps an entry soon; in the log alone when the database cannot keep up.</summary>
    void Record(AuditEntry entry);

    /// <summary>
    /// Rows that the caller writes in a transaction of its own on the service's database: what it does and what the log says
    /// of it are durable together. Who does so for a request tells it by <see cref="AuditExtensions.AuditKept"/>.
    /// </summary>
    AuditTransaction BeginTransaction();

    /// <summary>Number and hash of the last row, to be kept elsewhere; null before the first.</summary>
    Task<(long Seq, byte[]? Hash)?> HeadAsync(CancellationToken cancellationToken);

    /// <summary>Rows in ascending order, at most <paramref name="limit"/>.</summary>
    /// <param name="after">Only rows with a greater number.</param>
    /// <param name="limit">1 to 10 000.</param>
    /// <param name="filter">Which rows; null gives all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    Task<IReadOnlyList<AuditRow>> ReadAsync(long after, int limit, AuditFilter? filter, CancellationToken cancellationToken);

    /// <summary>The first row that breaks the chain; null when none does.</summary>
    Task<long?> FirstBadAsync(CancellationToken cancellationToken);
}

/// <summary>Which rows to read; null fields take any.</summary>
/// <param name="From">At this time or later.</param>
/// <param name="To">Before this time.</param>
/// <param name="Type">Of this kind.</param>
/// <param name="Actor">By this caller.</param>
public sealed record AuditFilter(DateTimeOffset? From, DateTimeOffset? To, string? Type, string? Actor);
