namespace Platform.ServiceDefaults.Audit;

/// <summary>One thing that somebody did or was refused.</summary>
/// <param name="At">When, kept to the microsecond.</param>
/// <param name="Type">Kind of action, in the service's own words: <c>create</c>, <c>delete</c>, <c>auth</c>, ….</param>
/// <param name="Actor">Who: the caller's id, or <c>anonymous</c>.</param>
public sealed record AuditEntry(DateTimeOffset At, string Type, string Actor)
{
    /// <summary>Address of the caller; null when there is none.</summary>
    public string? Ip { get; init; }

    /// <summary>What the caller says it is (User-Agent), cut to 200 characters.</summary>
    public string? Client { get; init; }

    /// <summary>HTTP method; null when the action was not a request.</summary>
    public string? Method { get; init; }

    /// <summary>Path without query, since a query may carry what must not be kept; cut to 500 characters.</summary>
    public string? Path { get; init; }

    /// <summary>HTTP status of the answer.</summary>
    public int? Status { get; init; }

    /// <summary>Id of the request.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Further facts as a JSON object; never secrets or row values.</summary>
    public string Detail { get; init; } = "{}";
}

/// <summary>An entry as it stands in the log.</summary>
/// <param name="Seq">Number of the row, from 1, without gaps.</param>
/// <param name="Entry">What it says.</param>
/// <param name="PrevHash">Hash of the row before; 32 zero bytes before the first. Null without a chain.</param>
/// <param name="Hash">Hash of this row. Null without a chain.</param>
public sealed record AuditRow(long Seq, AuditEntry Entry, byte[]? PrevHash, byte[]? Hash);
