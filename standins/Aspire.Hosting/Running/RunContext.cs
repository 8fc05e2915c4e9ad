using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Local;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Running;

/// <summary>What the runners of all resources share in one run.</summary>
internal sealed class RunContext(
    IServiceProvider services,
    DistributedApplicationModel model,
    DistributedApplicationExecutionContext execution,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    IDistributedApplicationEventing eventing,
    HealthCheckService healthChecks,
    DataFolder folder,
    RunOutcome outcome,
    TimeProvider time)
{
    internal IServiceProvider Services { get; } = services;

    internal DistributedApplicationModel Model { get; } = model;

    internal DistributedApplicationExecutionContext Execution { get; } = execution;

    internal ResourceNotificationService Notifications { get; } = notifications;

    internal ResourceLoggerService Loggers { get; } = loggers;

    internal IDistributedApplicationEventing Eventing { get; } = eventing;

    internal HealthCheckService HealthChecks { get; } = healthChecks;

    internal DataFolder Folder { get; } = folder;

    internal RunOutcome Outcome { get; } = outcome;

    internal TimeProvider Time { get; } = time;

    internal Lease Lease { get; } = new(folder);

    internal EndpointAllocation Endpoints { get; } = new(time);
}
