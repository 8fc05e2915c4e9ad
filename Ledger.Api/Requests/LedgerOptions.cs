using Ledger.Api.Settings;

namespace Ledger.Api.Requests;

/// <summary>What an operator may decide about ledgers, datasets and proofs.</summary>
internal sealed record LedgerOptions
{
    /// <summary><c>Ledger:Host</c>, first part of every origin; default <c>ledger.local</c>.</summary>
    public required string Host { get; init; }

    /// <summary><c>Log:Public</c>, whether the log can be read without a key; default true.</summary>
    public required bool IsLogPublic { get; init; }

    /// <summary><c>Proofs:MinGroup</c>, fewest rows of a dataset that statements about groups are proven about; default 10.</summary>
    public required int MinGroup { get; init; }

    /// <summary><c>limits.max_concurrent_proofs</c>, proofs made at once; default 10.</summary>
    public required int MaxProofs { get; init; }

    /// <summary><c>performance.task_timeout</c>, how long a proof may take; default 300 s.</summary>
    public required TimeSpan ProofTime { get; init; }

    /// <summary><c>limits.verification_timeout</c>, how long a verification may take; default 10 s.</summary>
    public required TimeSpan VerificationTime { get; init; }

    /// <summary><c>crypto.max_proving_threads</c>, threads of one proof, at most the machine's cores; default 4.</summary>
    public required int MaxProvingThreads { get; init; }

    /// <summary><c>crypto.parallel_proving</c>, whether a proof has more than one thread; default true.</summary>
    public required bool IsProvingParallel { get; init; }

    /// <summary><c>performance.max_batch_size</c>, bundles of one verification request; default 1000.</summary>
    public required int MaxBatch { get; init; }

    /// <summary><c>performance.parallel_batch_processing</c>, whether they are checked at once; default true.</summary>
    public required bool IsBatchParallel { get; init; }

    /// <summary><c>performance.max_worker_threads</c>, jobs worked on at once; default 8.</summary>
    public required int MaxJobs { get; init; }

    /// <summary><c>performance.task_queue_size</c>, jobs that may wait; default 10,000.</summary>
    public required int MaxWaitingJobs { get; init; }

    /// <summary><c>limits.max_file_size_mb</c> in bytes; default 1 GiB.</summary>
    public required long MaxFileBytes { get; init; }

    /// <summary><c>limits.max_rows</c>; default 10,000,000.</summary>
    public required int MaxRows { get; init; }

    /// <summary><c>limits.max_columns</c>; default 1,000.</summary>
    public required int MaxColumns { get; init; }

    /// <summary><c>security.allowed_file_types</c>: csv, jsonl, ndjson, json.</summary>
    public required IReadOnlyList<string> FileTypes { get; init; }

    /// <summary><c>crypto.hash_algorithm</c>, for manifests that name none; default sha3-256.</summary>
    public required string HashAlgorithm { get; init; }

    /// <summary><c>crypto.default_proof_type</c>, for statements that name none; default open.</summary>
    public required string ProofType { get; init; }

    /// <summary>The options from configuration.</summary>
    public static LedgerOptions From(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var values = new SettingValues(configuration);
        return new LedgerOptions
        {
            Host = configuration["Ledger:Host"] is { Length: > 0 } host ? host : "ledger.local",
            IsLogPublic = configuration.GetValue("Log:Public", true),
            MinGroup = configuration.GetValue("Proofs:MinGroup", 10),
            MaxProofs = values.Whole("limits", "max_concurrent_proofs"),
            ProofTime = values.Seconds("performance", "task_timeout"),
            VerificationTime = values.Seconds("limits", "verification_timeout"),
            MaxProvingThreads = values.Whole("crypto", "max_proving_threads"),
            IsProvingParallel = values.Flag("crypto", "parallel_proving"),
            MaxBatch = values.Whole("performance", "max_batch_size"),
            IsBatchParallel = values.Flag("performance", "parallel_batch_processing"),
            MaxJobs = values.Whole("performance", "max_worker_threads"),
            MaxWaitingJobs = values.Whole("performance", "task_queue_size"),
            MaxFileBytes = 1024L * 1024 * values.Whole("limits", "max_file_size_mb"),
            MaxRows = values.Whole("limits", "max_rows"),
            MaxColumns = values.Whole("limits", "max_columns"),
            FileTypes = values.List("security", "allowed_file_types"),
            HashAlgorithm = values.Text("crypto", "hash_algorithm"),
            ProofType = values.Text("crypto", "default_proof_type"),
        };
    }
}
