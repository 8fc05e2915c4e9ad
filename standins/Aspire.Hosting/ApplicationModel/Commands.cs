using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A command that a resource takes.</summary>
/// <param name="name">Name by which it is called.</param>
/// <param name="displayName">Text on the button.</param>
/// <param name="updateState">Whether it can be called in a given state of the resource.</param>
/// <param name="executeCommand">Does it.</param>
/// <param name="options">How it is shown.</param>
public sealed class ResourceCommandAnnotation(
    string name,
    string displayName,
    Func<UpdateCommandStateContext, ResourceCommandState> updateState,
    Func<ExecuteCommandContext, Task<ExecuteCommandResult>> executeCommand,
    CommandOptions options) : IResourceAnnotation
{
    /// <summary>Name by which it is called.</summary>
    public string Name { get; } = name;

    /// <summary>Text on the button.</summary>
    public string DisplayName { get; } = displayName;

    /// <summary>Whether it can be called in a given state of the resource.</summary>
    public Func<UpdateCommandStateContext, ResourceCommandState> UpdateState { get; } = updateState;

    /// <summary>Does it.</summary>
    public Func<ExecuteCommandContext, Task<ExecuteCommandResult>> ExecuteCommand { get; } = executeCommand;

    /// <summary>What it does.</summary>
    public string? DisplayDescription { get; } = options.Description;

    /// <summary>Question asked before; null for none.</summary>
    public string? ConfirmationMessage { get; } = options.ConfirmationMessage;

    /// <summary>Name of a Fluent UI icon.</summary>
    public string? IconName { get; } = options.IconName;

    /// <summary>Variant of the icon.</summary>
    public IconVariant? IconVariant { get; } = options.IconVariant;

    /// <summary>True: shown before the others.</summary>
    public bool IsHighlighted { get; } = options.IsHighlighted;

    /// <summary>Who may call it.</summary>
    public ResourceCommandVisibility Visibility { get; } = options.Visibility;
}

/// <summary>How a command is shown and when it can be called.</summary>
public class CommandOptions
{
    /// <summary>What it does.</summary>
    public string? Description { get; set; }

    /// <summary>Question asked before; null for none.</summary>
    public string? ConfirmationMessage { get; set; }

    /// <summary>Name of a Fluent UI icon.</summary>
    public string? IconName { get; set; }

    /// <summary>Variant of the icon.</summary>
    public IconVariant? IconVariant { get; set; }

    /// <summary>True: shown before the others. Default false.</summary>
    public bool IsHighlighted { get; set; }

    /// <summary>Whether it can be called in a given state of the resource; null: always.</summary>
    public Func<UpdateCommandStateContext, ResourceCommandState>? UpdateState { get; set; }

    /// <summary>Who may call it; default everybody.</summary>
    public ResourceCommandVisibility Visibility { get; set; } = ResourceCommandVisibility.UI | ResourceCommandVisibility.Api;
}

/// <summary>Who may call a command.</summary>
[Flags]
public enum ResourceCommandVisibility
{
    /// <summary>Nobody.</summary>
    None = 0,

    /// <summary>People, in a dashboard.</summary>
    UI = 1,

    /// <summary>Programs.</summary>
    Api = 2,
}

/// <summary>Whether a command can be called.</summary>
public enum ResourceCommandState
{
    /// <summary>It can.</summary>
    Enabled,

    /// <summary>It is shown, but cannot.</summary>
    Disabled,

    /// <summary>It is not shown.</summary>
    Hidden,
}

/// <summary>The state in which a command's availability is asked.</summary>
public sealed class UpdateCommandStateContext
{
    /// <summary>State of the resource.</summary>
    public required CustomResourceSnapshot ResourceSnapshot { get; init; }

    /// <summary>The application's services.</summary>
    public required IServiceProvider Services { get; init; }
}

/// <summary>What a command is given.</summary>
public sealed class ExecuteCommandContext
{
    /// <summary>The application's services.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>Id of the resource instance it is called on.</summary>
    public required string ResourceName { get; init; }

    /// <summary>The resource's console log.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>Ends the work.</summary>
    public required CancellationToken CancellationToken { get; init; }
}

/// <summary>Outcome of a command.</summary>
public sealed class ExecuteCommandResult
{
    /// <summary>True: done.</summary>
    public required bool Success { get; init; }

    /// <summary>True: given up by the caller.</summary>
    public bool Canceled { get; init; }

    /// <summary>What there is to say.</summary>
    public string? Message { get; init; }
}

/// <summary>Makes outcomes.</summary>
public static class CommandResults
{
    /// <summary>Done.</summary>
    public static ExecuteCommandResult Success() => new() { Success = true };

    /// <summary>Done, with something to say.</summary>
    public static ExecuteCommandResult Success(string message) => new() { Success = true, Message = message };

    /// <summary>Not done.</summary>
    public static ExecuteCommandResult Failure(string? errorMessage = null) => new() { Success = false, Message = errorMessage };

    /// <summary>Not done.</summary>
    public static ExecuteCommandResult Failure(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return Failure(exception.Message);
    }

    /// <summary>Given up.</summary>
    public static ExecuteCommandResult Canceled() => new() { Success = false, Canceled = true };
}

/// <summary>A command as it stands in a snapshot.</summary>
/// <param name="Name">Name by which it is called.</param>
/// <param name="State">Whether it can be called now.</param>
/// <param name="DisplayName">Text on the button.</param>
/// <param name="DisplayDescription">What it does.</param>
/// <param name="Parameter">Unused.</param>
/// <param name="ConfirmationMessage">Question asked before; null for none.</param>
/// <param name="IconName">Name of a Fluent UI icon.</param>
/// <param name="IconVariant">Variant of the icon.</param>
/// <param name="IsHighlighted">True: shown before the others.</param>
public sealed record ResourceCommandSnapshot(
    string Name,
    ResourceCommandState State,
    string DisplayName,
    string? DisplayDescription,
    object? Parameter,
    string? ConfirmationMessage,
    string? IconName,
    IconVariant? IconVariant,
    bool IsHighlighted);
