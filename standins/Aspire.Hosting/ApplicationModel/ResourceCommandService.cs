namespace Aspire.Hosting.ApplicationModel;

/// <summary>Calls commands of resources. Thread safe.</summary>
/// <param name="notifications">States.</param>
/// <param name="loggers">Console logs.</param>
/// <param name="model">The model.</param>
/// <param name="services">The application's services.</param>
public class ResourceCommandService(
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    DistributedApplicationModel model,
    IServiceProvider services)
{
    /// <summary>Calls a command on every instance of a resource; fails if one of them fails.</summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(
        IResource resource, string commandName, CancellationToken cancellationToken = default)
    {
        var results = await Task.WhenAll(notifications.InstancesOf(resource)
            .Select(id => ExecuteAsync(resource, id, commandName, cancellationToken))).ConfigureAwait(false);
        return results.FirstOrDefault(r => !r.Success) ?? results.FirstOrDefault() ??
            CommandResults.Failure($"Resource '{resource.Name}' has no instance.");
    }

    /// <summary>Calls a command on one instance, or on every instance when the name of the resource is given.</summary>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(
        string resourceId, string commandName, CancellationToken cancellationToken = default) =>
        model.Resources.TryGetByName(resourceId, out var resource)
            ? ExecuteCommandAsync(resource, commandName, cancellationToken)
            : notifications.TryGetCurrentState(resourceId, out var state)
                ? ExecuteAsync(state.Resource, resourceId, commandName, cancellationToken)
                : Task.FromResult(CommandResults.Failure($"There is no resource '{resourceId}'."));

    private async Task<ExecuteCommandResult> ExecuteAsync(
        IResource resource, string id, string commandName, CancellationToken cancellationToken)
    {
        var command = resource.Annotations.OfType<ResourceCommandAnnotation>().FirstOrDefault(c => c.Name == commandName);
        if (command is null || !notifications.TryGetCurrentState(id, out var state))
        {
            return CommandResults.Failure($"Resource '{id}' has no command '{commandName}'.");
        }

        var context = new UpdateCommandStateContext { ResourceSnapshot = state.Snapshot, Services = services };
        if (command.UpdateState(context) != ResourceCommandState.Enabled)
        {
            return CommandResults.Failure(
                $"Command '{commandName}' cannot be called on '{id}' while it is {state.Snapshot.State?.Text ?? "unknown"}.");
        }

        var logger = loggers.GetLogger(id);
        try
        {
            return await command.ExecuteCommand(new ExecuteCommandContext
            {
                Services = services,
                ResourceName = id,
                Logger = logger,
                CancellationToken = cancellationToken,
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return CommandResults.Canceled();
        }
#pragma warning disable CA1031 // A command is a stranger's code; whatever it throws is its outcome.
        catch (Exception e)
#pragma warning restore CA1031
        {
            CommandLog.CommandFailed(logger, e, commandName);
            return CommandResults.Failure(e);
        }
    }
}

internal static partial class CommandLog
{
    [Microsoft.Extensions.Logging.LoggerMessage(
        1, Microsoft.Extensions.Logging.LogLevel.Error, "Command '{Command}' failed.")]
    internal static partial void CommandFailed(
        Microsoft.Extensions.Logging.ILogger logger, Exception exception, string command);
}
