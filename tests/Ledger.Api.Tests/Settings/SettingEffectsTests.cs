using Ledger.Api.Backups;
using Ledger.Api.Cluster;
using Ledger.Api.Operations;
using Ledger.Api.Requests;
using Ledger.Api.Settings;
using Ledger.Api.Tests.Fakes;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.RateLimiting;
using ServiceDefaults.Tests.Fakes;

namespace Ledger.Api.Tests.Settings;

/// <summary>Every setting that is said to be honoured reaches what it decides: another value, another effect.</summary>
public sealed class SettingEffectsTests(PostgresServer postgres)
{
    // Path, another value, and where its effect is seen.
    private static readonly (string Path, string Value, Func<IServiceProvider, object?> Effect)[] Probes =
    [
        ("server.bind_address", "127.0.0.1:0", services => Configuration(services)["urls"]),
        ("server.max_connections", "7", services => Kestrel(services).MaxConcurrentConnections),
        ("server.read_timeout", "7", services => Kestrel(services).RequestHeadersTimeout),
        ("server.write_timeout", "7", services => Kestrel(services).MinResponseDataRate!.GracePeriod),
        ("server.idle_timeout", "7", services => Kestrel(services).KeepAliveTimeout),
        ("cluster.node_id", "seven", services => services.GetRequiredService<ClusterOptions>().NodeId == "seven"),
        ("cluster.cluster_id", "seven", services => services.GetRequiredService<ClusterOptions>().ClusterId),
        ("cluster.election_timeout_ms", "2000", services => services.GetRequiredService<ClusterOptions>().Lifetime),
        ("cluster.heartbeat_interval_ms", "500", services => services.GetRequiredService<ClusterOptions>().RenewEvery),
        ("database.max_connections", "7", services => Connection(services).MaxPoolSize),
        ("database.min_connections", "1", services => Connection(services).MinPoolSize),
        ("database.connection_timeout", "7", services => Connection(services).Timeout),
        ("database.statement_cache", "7", services => Connection(services).MaxAutoPrepare),
        ("crypto.max_proving_threads", "7", services => Ledger(services).MaxProvingThreads),
        ("crypto.parallel_proving", "false", services => Ledger(services).IsProvingParallel),
        ("crypto.hash_algorithm", "sha2-256", services => Ledger(services).HashAlgorithm),
        ("crypto.default_proof_type", "sum", services => Ledger(services).ProofType),
        ("security.enable_auth", "false", services => Edge(services).Auth.IsEnabled),
        ("security.jwt_expiration_hours", "0.5", services => Edge(services).Auth.Jwt.Lifetime),
        ("security.rate_limit_requests_per_minute", "7", services => Edge(services).RateLimits.Policies[RateLimitOptions.Default].Windows[0].Limit),
        ("security.rate_limit_burst_size", "7", services => Edge(services).RateLimits.Policies[RateLimitOptions.Default].Windows[1].Limit),
        ("security.max_payload_size_mb", "7", services => Edge(services).Requests.MaxBodyBytes),
        ("security.allowed_file_types", "csv", services => string.Join(' ', Ledger(services).FileTypes)),
        ("backup.enabled", "true", services => Backup(services).IsEnabled),
        ("backup.schedule", "7 7 * * *", services => Configuration(services)["backup:schedule"]),
        ("backup.incremental_schedule", "7 */7 * * *", services => Configuration(services)["backup:incremental_schedule"]),
        ("backup.drill_schedule", "7 7 7 * *", services => Configuration(services)["backup:drill_schedule"]),
        ("backup.retention_days", "7", services => Backup(services).RetentionDays),
        ("backup.remote_retention_days", "7", services => Backup(services).RemoteRetentionDays),
        ("backup.compression", "false", services => Backup(services).Compress),
        ("backup.incremental", "false", services => Backup(services).Incremental is null),
        ("backup.backup_directory", Path.GetTempPath(), services => Backup(services).Directory),
        ("performance.max_worker_threads", "7", services => Ledger(services).MaxJobs),
        ("performance.max_memory_usage_mb", "64", services => services.GetRequiredService<LedgerGauges>().MemoryBytes),
        ("performance.parallel_batch_processing", "false", services => Ledger(services).IsBatchParallel),
        ("performance.max_batch_size", "7", services => Ledger(services).MaxBatch),
        ("performance.task_queue_size", "7", services => Ledger(services).MaxWaitingJobs),
        ("performance.task_timeout", "7", services => Ledger(services).ProofTime),
        ("limits.max_concurrent_proofs", "7", services => Ledger(services).MaxProofs),
        ("limits.max_concurrent_verifications", "7", services => Edge(services).Requests.Heavy["verifications"]),
        ("limits.api_calls_per_minute", "70000", services => services.GetRequiredService<NodeCeiling>().Limit),
        ("limits.verification_timeout", "7", services => Ledger(services).VerificationTime),
        ("limits.max_file_size_mb", "7", services => Ledger(services).MaxFileBytes),
        ("limits.max_rows", "7", services => Ledger(services).MaxRows),
        ("limits.max_columns", "7", services => Ledger(services).MaxColumns),
        ("monitoring.metrics", "false", services => Configuration(services)["ENABLE_METRICS"]),
        ("monitoring.trace_sample_rate", "0.7", services => Configuration(services)["OTEL_TRACES_SAMPLER_ARG"]),
        ("monitoring.prometheus_port", "7", services => HostSettings.MetricsPort(services.GetRequiredService<SettingValues>())),
        ("monitoring.log_level", "error", services => Configuration(services)["Logging:LogLevel:Default"]),
        ("compliance.audit_retention_days", "700", services => Edge(services).Audit.RetentionDays),
    ];

    [Fact]
    public async Task Settings_Changed_ChangeWhatTheyDecide()
    {
        // Each honoured setting stands in the table, or is the environment's own.
        Assert.Equal(
            SettingCatalog.All.Where(spec => spec.Use == SettingUse.Honoured && spec.Section != SettingCatalog.EnvironmentSection).Select(spec => spec.Path).Order(StringComparer.Ordinal),
            Probes.Select(probe => probe.Path).Order(StringComparer.Ordinal));
        var database = await postgres.CreateDatabaseAsync();
        // Without the time-out that the tests' connection strings carry: what a string says wins.
        database = new NpgsqlConnectionStringBuilder(database) { Timeout = 15 }.ConnectionString.Replace(";Timeout=15", "", StringComparison.Ordinal);
        await using var plain = new LedgerHost(database);
        await using var changed = new LedgerHost(database, [.. Probes.Select(probe => (probe.Path.Replace('.', ':'), probe.Value))]);
        using var first = plain.CreateClient();
        using var second = changed.CreateClient();
        foreach (var (path, _, effect) in Probes)
        {
            var (before, after) = (effect(plain.Services), effect(changed.Services));
            Assert.False(Equals(before, after), $"{path} changes nothing: {before}");
        }
    }

    [Fact]
    public async Task Settings_OutOfRange_StopTheStartByName()
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync(), ("limits:max_rows", "many"), ("ZKP_HASH_ALGORITHM", "md5"));
        var failure = Assert.Throws<Platform.ServiceDefaults.Settings.StartupException>(host.CreateClient);
        Assert.Contains(failure.Problems, problem => problem.Contains("limits:max_rows", StringComparison.Ordinal));
        Assert.Contains(failure.Problems, problem => problem.Contains("ZKP_HASH_ALGORITHM", StringComparison.Ordinal));
    }

    private static IConfiguration Configuration(IServiceProvider services) => services.GetRequiredService<IConfiguration>();

    private static KestrelServerLimits Kestrel(IServiceProvider services) => services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;

    private static NpgsqlConnectionStringBuilder Connection(IServiceProvider services) => new(Configuration(services)["ConnectionStrings:ledgerdb"]);

    private static LedgerOptions Ledger(IServiceProvider services) => services.GetRequiredService<LedgerOptions>();

    private static EdgeOptions Edge(IServiceProvider services) => services.GetRequiredService<IOptions<EdgeOptions>>().Value;

    private static BackupOptions Backup(IServiceProvider services) => services.GetRequiredService<BackupOptions>();
}
