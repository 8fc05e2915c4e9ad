using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The state of a resource at one instant. Immutable; times are UTC.</summary>
public sealed record CustomResourceSnapshot
{
    /// <summary>Project, Container, Executable, Parameter, ConnectionString, ExternalService or a word of your own.</summary>
    public required string ResourceType { get; init; }

    /// <summary>What else is known, by name; <see cref="CustomResourceKnownProperties"/>.</summary>
    public required ImmutableArray<ResourcePropertySnapshot> Properties { get; init; }

    /// <summary>State; null before the first.</summary>
    public ResourceStateSnapshot? State { get; init; }

    /// <summary>Exit code of the last process; null while it runs.</summary>
    public int? ExitCode { get; init; }

    /// <summary>When the resource was added.</summary>
    public DateTime? CreationTimeStamp { get; init; }

    /// <summary>When its process started last.</summary>
    public DateTime? StartTimeStamp { get; init; }

    /// <summary>When its process ended last.</summary>
    public DateTime? StopTimeStamp { get; init; }

    /// <summary>The last result of each health check.</summary>
    public ImmutableArray<HealthReportSnapshot> HealthReports { get; internal init; } = [];

    /// <summary>The worst of the health checks while running (healthy if there are none); null when not running or not yet checked.</summary>
    public HealthStatus? HealthStatus => State?.Text != KnownResourceStates.Running
        ? null
        : HealthReports.Any(r => r.Status is null)
            ? null
            : HealthReports.Select(r => r.Status!.Value).DefaultIfEmpty(Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy).Min();

    /// <summary>Environment of the process.</summary>
    public ImmutableArray<EnvironmentVariableSnapshot> EnvironmentVariables { get; init; } = [];

    /// <summary>URLs to show.</summary>
    public ImmutableArray<UrlSnapshot> Urls { get; init; } = [];

    /// <summary>Folders that hold its data.</summary>
    public ImmutableArray<VolumeSnapshot> Volumes { get; init; } = [];

    /// <summary>Commands that it takes, in their present state.</summary>
    public ImmutableArray<ResourceCommandSnapshot> Commands { get; init; } = [];

    /// <summary>Relations to other resources.</summary>
    public ImmutableArray<RelationshipSnapshot> Relationships { get; init; } = [];

    /// <summary>True: lists leave it out.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Why it is in this state, for people: what it waits for and since when, or what failed; null when there is nothing to say.</summary>
    public string? StateReason { get; init; }

    /// <summary>True once its ready handlers are done in this life of its process.</summary>
    public bool IsReady { get; init; }

    /// <summary>Name of a Fluent UI icon; null for the type's own.</summary>
    public string? IconName { get; init; }

    /// <summary>Variant of the icon.</summary>
    public IconVariant? IconVariant { get; init; }
}

/// <summary>State of a resource.</summary>
/// <param name="Text">One of <see cref="KnownResourceStates"/> or a word of your own.</param>
/// <param name="Style">One of <see cref="KnownResourceStateStyles"/>; null for none.</param>
public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    /// <summary>A state without a style.</summary>
    public static implicit operator ResourceStateSnapshot?(string? s) => s is null ? null : new(s, null);
}

/// <summary>Something known about a resource.</summary>
/// <param name="Name">One of <see cref="CustomResourceKnownProperties"/> or a name of your own.</param>
/// <param name="Value">Its value.</param>
public sealed record ResourcePropertySnapshot(string Name, object? Value)
{
    /// <summary>True: shown masked.</summary>
    public bool IsSensitive { get; init; }
}

/// <summary>An environment variable of a process.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
/// <param name="IsFromSpec">True: set by the model; false: inherited.</param>
public sealed record EnvironmentVariableSnapshot(string Name, string? Value, bool IsFromSpec);

/// <summary>A URL to show.</summary>
/// <param name="Name">Name of its endpoint; null for none.</param>
/// <param name="Url">The URL.</param>
/// <param name="IsInternal">True: only for the details.</param>
public sealed record UrlSnapshot(string? Name, string Url, bool IsInternal)
{
    /// <summary>True: nothing listens there now.</summary>
    public bool IsInactive { get; init; }

    /// <summary>Text and order.</summary>
    public UrlDisplayPropertiesSnapshot DisplayProperties { get; init; } = new();
}

/// <summary>How a URL is shown.</summary>
/// <param name="DisplayName">Text in place of the URL; empty shows the URL.</param>
/// <param name="SortOrder">Higher comes first.</param>
public sealed record UrlDisplayPropertiesSnapshot(string DisplayName = "", int SortOrder = 0);

/// <summary>A folder that holds data.</summary>
/// <param name="Source">Volume or folder.</param>
/// <param name="Target">Where the process sees it.</param>
/// <param name="MountType">bind or volume.</param>
/// <param name="IsReadOnly">True: not written to.</param>
public sealed record VolumeSnapshot(string? Source, string Target, string MountType, bool IsReadOnly);

/// <summary>A relation to another resource.</summary>
/// <param name="ResourceName">The other resource.</param>
/// <param name="Type">Reference, WaitFor, Parent, or a word of your own.</param>
public sealed record RelationshipSnapshot(string ResourceName, string Type);

/// <summary>The last result of a health check.</summary>
/// <param name="Name">Name of the check.</param>
/// <param name="Status">Result; null before the first.</param>
/// <param name="Description">What it found.</param>
/// <param name="ExceptionText">The exception that made it fail; null for none.</param>
public sealed record HealthReportSnapshot(string Name, HealthStatus? Status, string? Description, string? ExceptionText)
{
    /// <summary>When it ran, UTC; null before the first run.</summary>
    public DateTime? LastRunAt { get; init; }
}
