namespace Aspire.Hosting.Processes;

/// <summary>A process to start.</summary>
/// <param name="FileName">Program, absolute or on PATH.</param>
/// <param name="Arguments">Arguments, unquoted.</param>
/// <param name="WorkingDirectory">Absolute path.</param>
/// <param name="Environment">The whole environment; nothing is inherited beside it.</param>
internal sealed record ProcessSpec(
    string FileName,
    IReadOnlyList<string> Arguments,
    string WorkingDirectory,
    IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Signal that asks for an orderly end.</summary>
    internal string StopSignal { get; init; } = "SIGTERM";

    /// <summary>How long an orderly end may take before the process is killed.</summary>
    internal TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);
}
