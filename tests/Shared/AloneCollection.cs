namespace Platform.Tests.Shared;

/// <summary>
/// Tests that read a host's metrics, run after all others and one at a time. OpenTelemetry hears every meter of its name in the
/// process, whichever host made it, and forgets a series when one host that wrote to it is disposed: beside other tests' hosts
/// a count can be lost, which a service, one host to a process, never sees.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    /// <summary>What a test class names in its <c>[Collection]</c>.</summary>
    public const string Name = "alone";
}
