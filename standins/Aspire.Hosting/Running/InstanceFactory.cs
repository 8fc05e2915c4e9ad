using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.LocalServers;

namespace Aspire.Hosting.Running;

/// <summary>Makes the runners of a resource's instances.</summary>
internal static class InstanceFactory
{
    private const string SuffixCharacters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const int SuffixLength = 8;

    /// <summary>The runners, one for each replica.</summary>
    internal static IEnumerable<ResourceInstance> Of(RunContext run, IResource resource)
    {
        if (resource.TryGetLastAnnotation<LocalServerAnnotation>(out var server))
        {
            var launch = new LocalServerLaunch(run, server);
            return [server.IsExternal ? new GivenInstance(run, resource, launch) : Single(run, resource, launch)];
        }

        return resource switch
        {
            ProjectResource => Replicas(run, resource, new ProjectLaunch(run)),
            ExecutableResource => [Single(run, resource, new ExecutableLaunch(run))],
            ContainerResource => [new UnsupportedInstance(run, resource)],
            ParameterResource or ConnectionStringResource => [new ValueInstance(run, resource)],
            IResourceWithParent child => [new ChildInstance(run, resource, child.Parent)],
            _ => [new GivenInstance(run, resource, null)],
        };
    }

    private static ProcessInstance Single(RunContext run, IResource resource, ILaunch launch) =>
        new(run, resource, resource.Name, Suffix(), launch);

    private static ProcessInstance[] Replicas(RunContext run, IResource resource, ILaunch launch)
    {
        var count = resource.GetReplicaCount();
        return count == 1 ? [Single(run, resource, launch)] : [.. Enumerable.Range(0, count).Select(_ =>
        {
            var suffix = Suffix();
            return new ProcessInstance(run, resource, $"{resource.Name}-{suffix}", suffix, launch);
        })];
    }

    private static string Suffix() => RandomNumberGenerator.GetString(SuffixCharacters, SuffixLength);
}
