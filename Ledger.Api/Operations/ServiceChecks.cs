using System.Collections.Concurrent;
using System.Security.Cryptography;
using Ledger.Api.Backups;
using Ledger.Api.Bundles;
using Ledger.Api.Checkpoints;
using Ledger.Api.Entries;
using Ledger.Api.Ledgers;
using Ledger.Api.Proofs.Group;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Ledger.Api.Operations;

/// <summary>Whether the database answers.</summary>
internal sealed class DatabaseCheck(NpgsqlDataSource database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var command = database.CreateCommand("select 1");
        await command.ExecuteScalarAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}

/// <summary>Whether the master key opens every log's signing key, and that key is the one published. Each is opened once.</summary>
internal sealed partial class SignerCheck(LogStore log, MasterKey master, ILogger<SignerCheck> logger) : IHealthCheck
{
    private readonly ConcurrentDictionary<int, bool> _good = [];
    private int _warned;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!master.IsOwn && Interlocked.Exchange(ref _warned, 1) == 0)
        {
            NotOwn(logger);
        }

        foreach (var ledger in (await log.ListAsync(cancellationToken)).Where(ledger => !_good.ContainsKey(ledger.Id)))
        {
            if (!Opens(ledger))
            {
                return HealthCheckResult.Unhealthy($"{MasterKey.Setting} does not open the signing key of {ledger.Project}");
            }

            _good[ledger.Id] = true;
        }

        return HealthCheckResult.Healthy();
    }

    private bool Opens(LedgerInfo ledger)
    {
        byte[]? seed = null;
        try
        {
            seed = master.Open(CheckpointStore.SeedPurpose + ledger.Origin, ledger.SealedSeed);
            return Ed25519.PublicKey(seed).AsSpan().SequenceEqual(ledger.PublicKey);
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    [LoggerMessage(4321, LogLevel.Warning, "LEDGER_MASTER_KEY is not set: keys and rows are sealed under JWT_SECRET, and lost when that is changed")]
    private static partial void NotOwn(ILogger logger);
}

/// <summary>How busy the provers are: degraded when a proof asked for now would be refused.</summary>
internal sealed class ProverCheck(ProofMaker proofs) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (working, most) = proofs.Load;
        var detail = $"{working} of {most} proofs in work";
        return Task.FromResult(working < most ? HealthCheckResult.Healthy(detail) : HealthCheckResult.Degraded(detail));
    }
}

/// <summary>Room for temporary files and backups.</summary>
internal sealed class DiskCheck(BackupOptions backups) : IHealthCheck
{
    private const long Little = 1L << 30;
    private const long None = 100L << 20;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var least = new[] { Path.GetTempPath(), Existing(backups.Directory) }.Min(folder => new DriveInfo(folder).AvailableFreeSpace);
        var detail = $"{least >> 20} MiB free";
        return Task.FromResult(least < None ? HealthCheckResult.Unhealthy(detail) : least < Little ? HealthCheckResult.Degraded(detail) : HealthCheckResult.Healthy(detail));
    }

    // The folder of backups is made with the first of them.
    private static string Existing(string folder)
    {
        var at = Path.GetFullPath(folder);
        while (!Directory.Exists(at))
        {
            at = Path.GetDirectoryName(at)!;
        }

        return at;
    }
}
