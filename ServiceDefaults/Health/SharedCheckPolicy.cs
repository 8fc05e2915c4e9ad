using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Health;

/// <summary>
/// What a failing dependency means here: without PostgreSQL a service cannot do its work, without Redis it can, more
/// slowly. Checks registered without tags count for readiness.
/// </summary>
internal sealed class SharedCheckPolicy : IPostConfigureOptions<HealthCheckServiceOptions>
{
    public void PostConfigure(string? name, HealthCheckServiceOptions options)
    {
        foreach (var check in options.Registrations)
        {
            if (check.Name.StartsWith("StackExchange.Redis", StringComparison.Ordinal))
            {
                check.FailureStatus = HealthStatus.Degraded;
            }

            if (check.Tags.Count == 0)
            {
                check.Tags.Add(HealthOptions.ReadyTag);
            }
        }
    }
}
