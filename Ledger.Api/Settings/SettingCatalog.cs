using static Ledger.Api.Settings.SettingKind;

namespace Ledger.Api.Settings;

/// <summary>Every setting of contract §13, with its default, range and effect.</summary>
internal static class SettingCatalog
{
    private const string NothingToCompress = "proofs are group elements and scalars: nothing is left to compress";
    private const string NoSetup = "no trusted setup and no circuits";

    private static readonly string[] FileTypes = ["csv", "jsonl", "ndjson", "json"];

    /// <summary>All of them, in the contract's order.</summary>
    public static IReadOnlyList<SettingSpec> All { get; } =
    [
        new("server", "bind_address", Text, "0.0.0.0:8080", "address that is listened on, when set; else what the host gives") { Names = ["ZKP_LEDGER_BIND_ADDRESS"] },
        Number("server", "max_connections", 1000, 1, "connections at once"),
        Number("server", "read_timeout", 30, 1, "seconds for a request's headers"),
        Number("server", "write_timeout", 30, 1, "seconds that a caller may stall an answer"),
        Number("server", "idle_timeout", 300, 1, "seconds that an idle connection is kept"),
        new("cluster", "node_id", Text, "", "name of this node; host name and eight digits when empty") { Names = ["ZKP_LEDGER_NODE_ID"] },
        new("cluster", "cluster_id", Text, "default", "name of the cluster") { Names = ["ZKP_LEDGER_CLUSTER_ID"] },
        new("cluster", "role", Text, "auto", "a hint: the lease decides who is primary") { Names = ["ZKP_LEDGER_NODE_ROLE"], Use = SettingUse.Accepted, Allowed = ["auto", "primary", "secondary"] },
        Number("cluster", "election_timeout_ms", 1000, 100, "a fifth of the lease's lifetime", 60_000),
        Number("cluster", "heartbeat_interval_ms", 250, 25, "a quarter of the time between renewals", 15_000),
        new("cluster", "consensus_algorithm", Text, "postgres-lease", "PostgreSQL orders entries; raft is accepted with a warning") { Use = SettingUse.Accepted, Allowed = ["postgres-lease", "raft"] },
        Number("database", "max_connections", 50, 2, "connections of the pool", 100) with { Names = ["DB_POOL_SIZE"] },
        Number("database", "min_connections", 5, 0, "connections kept open", 100),
        Number("database", "connection_timeout", 30, 1, "seconds to wait for a connection", 1024),
        Number("database", "statement_cache", 1000, 0, "statements prepared per connection, at most 256", 10_000),
        Number("crypto", "max_proving_threads", 4, 1, "threads of one proof, at most the machine's cores", 1024) with { Names = ["ZKP_LEDGER_MAX_PROVING_THREADS"] },
        Flag("crypto", "parallel_proving", true, "false makes each proof on one thread"),
        Flag("crypto", "proof_compression", true, NothingToCompress, SettingUse.Accepted),
        new("crypto", "curve", Text, "ristretto255", NoSetup) { Use = SettingUse.Accepted },
        new("crypto", "trusted_setup_path", Text, "", NoSetup) { Use = SettingUse.Accepted },
        new("crypto", "circuit_cache", Text, "", NoSetup) { Use = SettingUse.Accepted },
        new("crypto", "hash_algorithm", Text, "sha3-256", "hash of files whose manifest names none") { Names = ["ZKP_HASH_ALGORITHM"], Allowed = ["sha3-256", "sha2-256"] },
        new("crypto", "default_proof_type", Text, "open", "type of a statement that names none") { Names = ["ZKP_DEFAULT_PROOF_TYPE"] },
        Flag("security", "enable_auth", true, "false lets everybody in; refused in production"),
        Number("security", "jwt_expiration_hours", 24, 0.001, "lifetime of a token in hours", 8760) with { IsFraction = true },
        Flag("security", "enable_tls", false, "TLS ends at the edge; inside it is plain HTTP", SettingUse.Accepted),
        Number("security", "rate_limit_requests_per_minute", 1000, 1, "requests of a caller in any 60 s") with { Names = ["RATE_LIMIT_REQUESTS_PER_MINUTE"] },
        Number("security", "rate_limit_burst_size", 100, 1, "requests of a caller in any second") with { Names = ["RATE_LIMIT_BURST_SIZE"] },
        Number("security", "max_payload_size_mb", 100, 1, "MiB of a JSON body", 2048) with { Names = ["MAX_PAYLOAD_SIZE_MB"] },
        new("security", "allowed_file_types", List, string.Join(',', FileTypes), "file types that are read") { Allowed = FileTypes },
        Flag("backup", "enabled", true, "whether backups run by schedule"),
        new("backup", "schedule", Text, "0 2 * * *", "cron of full backups, UTC") { Names = ["ZKP_LEDGER_BACKUP_SCHEDULE"], IsSchedule = true },
        new("backup", "incremental_schedule", Text, "0 */6 * * *", "cron of incremental backups, UTC") { IsSchedule = true },
        new("backup", "drill_schedule", Text, "0 4 1 * *", "cron of rehearsed restores, UTC") { IsSchedule = true },
        Number("backup", "retention_days", 30, 1, "days that local backups are kept", 36_500),
        Number("backup", "remote_retention_days", 90, 1, "days that remote backups are kept", 36_500),
        Flag("backup", "compression", true, "backups are compressed"),
        Flag("backup", "encryption", true, "backups are always sealed", SettingUse.Accepted) with { Allowed = ["true"] },
        Flag("backup", "verification", true, "each backup is always verified", SettingUse.Accepted) with { Allowed = ["true"] },
        Flag("backup", "incremental", true, "whether incremental backups run"),
        new("backup", "backup_directory", Text, "", "folder of local backups"),
        Number("performance", "max_worker_threads", 8, 1, "jobs worked on at once", 1024),
        Number("performance", "max_memory_usage_mb", 12_288, 64, "what memory_usage_percent is a share of, if less than the machine has"),
        Number("performance", "proof_cache_size_mb", 512, 0, "proofs lie in the database, where equal requests find them", use: SettingUse.Accepted),
        Flag("performance", "parallel_batch_processing", true, "whether a batch's bundles are checked at once"),
        Number("performance", "max_batch_size", 1000, 1, "bundles of one verification request", 100_000),
        Number("performance", "task_queue_size", 10_000, 1, "jobs that may wait"),
        Number("performance", "task_timeout", 300, 1, "seconds that a proof may take", 86_400),
        Number("limits", "max_concurrent_proofs", 10, 1, "proofs made at once") with { Names = ["MAX_CONCURRENT_PROOFS"] },
        Number("limits", "max_concurrent_verifications", 100, 1, "verifications at once") with { Names = ["MAX_CONCURRENT_VERIFICATIONS"] },
        Number("limits", "api_calls_per_minute", 10_000, 1, "requests of all callers in any 60 s, on each node") with { Names = ["API_CALLS_PER_MINUTE"] },
        Number("limits", "verification_timeout", 10, 1, "seconds that a verification may take", 300),
        Number("limits", "max_file_size_mb", 1024, 1, "MiB of a file", 1024),
        Number("limits", "max_rows", 10_000_000, 1, "rows of a dataset", 10_000_000),
        Number("limits", "max_columns", 1000, 1, "columns of a dataset", 1000),
        Flag("monitoring", "metrics", true, "whether /metrics answers") with { Names = ["METRICS_ENABLED", "ENABLE_METRICS"] },
        Number("monitoring", "trace_sample_rate", 0.1, 0, "share of requests that are traced, outside development", 1) with { IsFraction = true },
        Number("monitoring", "prometheus_port", 9090, 1, "second listener for /metrics, when set", 65_535) with { Names = ["ZKP_LEDGER_PROMETHEUS_PORT"] },
        new("monitoring", "log_level", Text, "info", "least level that is logged, when set") { Names = ["ZKP_LOG_LEVEL"], Allowed = ["trace", "debug", "info", "information", "warn", "warning", "error", "critical"] },
        Flag("alerting", "enabled", true, "alerts are rules of the dashboard over /metrics", SettingUse.Accepted),
        Number("compliance", "audit_retention_days", 365, 365, "days that audit entries are kept", 36_500) with { Names = ["AUDIT_RETENTION_DAYS"] },
        Number("recovery", "rpo_hours", 4, 0, "an aim of the operator's", use: SettingUse.Accepted),
        Number("recovery", "rto_hours", 2, 0, "an aim of the operator's", use: SettingUse.Accepted),
        Number("recovery", "failure_threshold", 5, 1, "the database's own pool finds out what is broken", use: SettingUse.Accepted),
        Number("recovery", "reset_timeout", 30, 1, "the database's own pool finds out what is broken", use: SettingUse.Accepted),
        Secret("DB_PASSWORD", "password for a connection string without one"),
        Secret("JWT_SECRET", "signs tokens"),
        Secret("LEDGER_MASTER_KEY", "seals signing keys, dataset keys and rows"),
        Secret("LEDGER_BACKUP_KEY", "seals backups; derived from the master key when not set"),
        Secret("LEDGER_API_KEYS", "keys of callers"),
        Secret("S3_ACCESS_KEY", "names the remote store's account"),
        Secret("S3_SECRET_KEY", "signs requests to the remote store"),
        Secret("GRAFANA_ADMIN_PASSWORD", "for a dashboard elsewhere", SettingUse.Accepted),
        Secret("ZKP_LEDGER_DB_URL", "connection URL of the database"),
        Secret("ZKP_LEDGER_REDIS_URL", "connection URL of Redis"),
        Environment("S3_ENDPOINT", "address of the remote store"),
        Environment("S3_BUCKET", "bucket of the remote store"),
        Environment("S3_REGION", "region that requests are signed for, us-east-1 when not set"),
        Environment("S3_PREFIX", "what every key in the bucket begins with, ledger when not set"),
    ];

    private static readonly Dictionary<string, SettingSpec> ByPath = All.ToDictionary(spec => spec.Path, StringComparer.Ordinal);

    /// <summary>Section of what only the environment gives.</summary>
    public const string EnvironmentSection = "environment";

    /// <summary>A setting that exists.</summary>
    public static SettingSpec Find(string section, string key) => ByPath[$"{section}.{key}"];

    /// <summary>A setting; null for an unknown name.</summary>
    public static SettingSpec? TryFind(string section, string key) => ByPath.GetValueOrDefault($"{section}.{key}");

    private static SettingSpec Number(
        string section, string key, double fallback, double min, string effect, double max = int.MaxValue, SettingUse use = SettingUse.Honoured) =>
        new(section, key, SettingKind.Number, fallback.ToString(System.Globalization.CultureInfo.InvariantCulture), effect) { Min = min, Max = max, Use = use };

    private static SettingSpec Flag(string section, string key, bool fallback, string effect, SettingUse use = SettingUse.Honoured) =>
        new(section, key, SettingKind.Flag, fallback ? "true" : "false", effect) { Use = use };

    private static SettingSpec Secret(string name, string effect, SettingUse use = SettingUse.Honoured) =>
        new(EnvironmentSection, name, Text, "", effect) { Names = [name], IsSecret = true, Use = use };

    private static SettingSpec Environment(string name, string effect) =>
        new(EnvironmentSection, name, Text, "", effect) { Names = [name] };
}
