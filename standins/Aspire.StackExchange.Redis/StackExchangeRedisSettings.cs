namespace Aspire.StackExchange.Redis;

/// <summary>Settings of one connection, read from <c>Aspire:StackExchange:Redis</c> and its section of that name.</summary>
public sealed class StackExchangeRedisSettings
{
    /// <summary>Connection string; <c>ConnectionStrings:{name}</c> wins over it.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>True leaves out the health check. Default false.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>True leaves out the span of each command. Default false.</summary>
    public bool DisableTracing { get; set; }
}
