using Npgsql;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Entries;

/// <summary>Tells a database that is away, stopping or starting from one that refuses what it is asked.</summary>
internal static class DatabaseOutage
{
    /// <summary>True when the same request may succeed in a moment.</summary>
    public static bool Is(Exception failure) => failure switch
    {
        // 57P: stopping, crashed, starting. 25P: it ended a transaction that took too long.
        PostgresException answer => answer.IsTransient
            || answer.SqlState.StartsWith("57P", StringComparison.Ordinal) || answer.SqlState.StartsWith("25P", StringComparison.Ordinal),
        NpgsqlException => true,
        _ => false,
    };

    /// <summary>What a caller is told of an outage: not now. Null for anything else.</summary>
    public static Error? Describe(Exception failure) => !Is(failure) ? null : new SharedError(
        StatusCodes.Status503ServiceUnavailable, "not_ready", "The service is not ready for this.", failure is CommitInDoubtException
            ? "The database went away while the entry was stored; ask again with the same Idempotency-Key to learn whether it is there."
            : "The database is away; ask again.")
    { RetryAfterSeconds = 1 };
}
