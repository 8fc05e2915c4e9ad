using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>The commands start, stop and restart of every resource with a process.</summary>
internal static class BuiltInCommands
{
    private static readonly string[] Lives =
        [KnownResourceStates.Starting, KnownResourceStates.Running, KnownResourceStates.Waiting];

    /// <summary>Adds the commands.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="instanceOf">Finds the runner of an instance by its id.</param>
    internal static void AddTo(IResource resource, Func<string, ResourceInstance> instanceOf)
    {
        Add(resource, KnownResourceCommands.StartCommand, "Start", "Play", lives: false, id => instanceOf(id).StartAsync());
        Add(resource, KnownResourceCommands.StopCommand, "Stop", "Stop", lives: true, id => instanceOf(id).StopAsync());
        Add(resource, KnownResourceCommands.RestartCommand, "Restart", "ArrowCounterclockwise", lives: true, async id =>
        {
            await instanceOf(id).StopAsync().ConfigureAwait(false);
            await instanceOf(id).StartAsync().ConfigureAwait(false);
        });
    }

    private static void Add(IResource resource, string name, string displayName, string icon, bool lives, Func<string, Task> execute) =>
        resource.Annotations.Add(new ResourceCommandAnnotation(
            name,
            displayName,
            context => IsAlive(context.ResourceSnapshot) == lives ? ResourceCommandState.Enabled : ResourceCommandState.Hidden,
            async context =>
            {
                await execute(context.ResourceName).ConfigureAwait(false);
                return CommandResults.Success();
            },
            new CommandOptions { IconName = icon, IsHighlighted = true }));

    private static bool IsAlive(CustomResourceSnapshot snapshot) => snapshot.State is { } state && Lives.Contains(state.Text);
}
