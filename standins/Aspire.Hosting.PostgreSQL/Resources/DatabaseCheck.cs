using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.LocalServers;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Aspire.Hosting;

/// <summary>Healthy when a new connection to the database answers.</summary>
internal sealed class DatabaseCheck(PostgresDatabaseResource database) : IHealthCheck
{
    private const int TimeoutSeconds = 3;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var text = await ((IResourceWithConnectionString)database).GetConnectionStringAsync(cancellationToken).ConfigureAwait(false);
            var fault = await PostgresProbe.AskAsync(new NpgsqlConnectionStringBuilder(text), TimeoutSeconds, cancellationToken)
                .ConfigureAwait(false);
            return fault is null ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(database.CreationFault ?? fault);
        }
        catch (PostgresException e)
        {
            return HealthCheckResult.Unhealthy(e.MessageText);
        }
    }
}
