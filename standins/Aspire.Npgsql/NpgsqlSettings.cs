namespace Aspire.Npgsql;

/// <summary>Settings of one data source, read from <c>Aspire:Npgsql</c> and <c>Aspire:Npgsql:{name}</c>.</summary>
public sealed class NpgsqlSettings
{
    /// <summary>Connection string; <c>ConnectionStrings:{name}</c> wins over it.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>True leaves out the health check. Default false.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>True leaves out the driver's spans. Default false.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>True leaves out the driver's metrics. Default false.</summary>
    public bool DisableMetrics { get; set; }
}
