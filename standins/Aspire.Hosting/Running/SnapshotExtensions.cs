using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Small changes of snapshots.</summary>
internal static class SnapshotExtensions
{
    /// <summary>Sets a property, or removes it when the value is null.</summary>
    internal static CustomResourceSnapshot WithProperty(
        this CustomResourceSnapshot snapshot, string name, object? value, bool isSensitive = false)
    {
        var others = snapshot.Properties.RemoveAll(p => p.Name == name);
        return snapshot with
        {
            Properties = value is null ? others : others.Add(new ResourcePropertySnapshot(name, value) { IsSensitive = isSensitive }),
        };
    }

    /// <summary>Marks all URLs as served or not.</summary>
    internal static ImmutableArray<UrlSnapshot> WithActivity(this ImmutableArray<UrlSnapshot> urls, bool isActive) =>
        urls.All(u => u.IsInactive != isActive) ? urls : [.. urls.Select(u => u with { IsInactive = !isActive })];

    /// <summary>Brings the commands' availability up to the rest of the snapshot.</summary>
    internal static CustomResourceSnapshot WithCommandStates(
        this CustomResourceSnapshot snapshot, IResource resource, IServiceProvider services)
    {
        var context = new UpdateCommandStateContext { ResourceSnapshot = snapshot, Services = services };
        ImmutableArray<ResourceCommandSnapshot> commands =
        [
            .. resource.Annotations.OfType<ResourceCommandAnnotation>().Select(c => new ResourceCommandSnapshot(
                c.Name, StateOf(c, context), c.DisplayName, c.DisplayDescription, null, c.ConfirmationMessage, c.IconName,
                c.IconVariant, c.IsHighlighted)),
        ];

        // An equal array of its own would make every snapshot look changed.
        return commands.SequenceEqual(snapshot.Commands) ? snapshot : snapshot with { Commands = commands };
    }

    private static ResourceCommandState StateOf(ResourceCommandAnnotation command, UpdateCommandStateContext context)
    {
        try
        {
            return command.UpdateState(context);
        }
#pragma warning disable CA1031 // A callback of the model; whatever it throws must not keep a state, or a process's end, from being told.
        catch (Exception)
#pragma warning restore CA1031
        {
            return ResourceCommandState.Disabled;
        }
    }
}
