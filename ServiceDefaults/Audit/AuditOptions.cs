namespace Platform.ServiceDefaults.Audit;

/// <summary>What a service's audit log keeps, and how strictly.</summary>
public sealed class AuditOptions
{
    /// <summary>Chains the rows by hashes (<see cref="AuditChain"/>). Default false.</summary>
    public bool IsChained { get; set; }

    /// <summary>
    /// An audited action whose entry cannot be stored is not acknowledged: 503 when that is known beforehand, else the
    /// connection is closed. Default false: the entry goes to the log, and the action stands.
    /// </summary>
    public bool IsRequired { get; set; }

    /// <summary>Writes a log line for every request, whether audited or not. Default false.</summary>
    public bool LogRequests { get; set; }

    /// <summary>Days that rows are kept; 365 or more, since the table itself refuses less. Default 365.</summary>
    public int RetentionDays { get; set; } = 365;
}
