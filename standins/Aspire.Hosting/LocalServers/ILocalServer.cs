using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.LocalServers;

/// <summary>How a resource that the genuine host runs in a container is run here, as a local process.</summary>
public interface ILocalServer
{
    /// <summary>
    /// Finds the program (or installs it into the user's cache), prepares the data folder and says what to start.
    /// Called before every start, also after a crash. Throws <see cref="LocalServerException"/> when it cannot.
    /// </summary>
    Task<LocalProcess> PrepareAsync(LocalServerContext context, CancellationToken cancellationToken);

    /// <summary>Asks the started server once whether it serves; returns null when it does, else the reason why not.</summary>
    Task<string?> ProbeAsync(LocalServerContext context, CancellationToken cancellationToken);
}

/// <summary>What a local server is given.</summary>
/// <param name="ResourceName">Name of the resource, unique in the application.</param>
/// <param name="DataDirectory">This resource's own folder, kept between runs; exists.</param>
/// <param name="CacheDirectory">The user's cache for programs installed on demand; shared by all runs.</param>
/// <param name="Port">TCP port to listen on, on 127.0.0.1; free at the time of the call.</param>
/// <param name="Password">Password of the server's main account, kept with the data folder.</param>
/// <param name="Logger">The resource's console log.</param>
public sealed record LocalServerContext(
    string ResourceName, string DataDirectory, string CacheDirectory, int Port, string Password, ILogger Logger);

/// <summary>A process to start.</summary>
/// <param name="FileName">Absolute path of the program.</param>
/// <param name="Arguments">Arguments, unquoted.</param>
/// <param name="WorkingDirectory">Absolute path.</param>
public sealed record LocalProcess(string FileName, IReadOnlyList<string> Arguments, string WorkingDirectory)
{
    /// <summary>Variables added to the host's own environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Unix signal that asks for an orderly end: <c>SIGTERM</c>, or <c>SIGINT</c> for PostgreSQL's fast shutdown.</summary>
    public string StopSignal { get; init; } = "SIGTERM";
}

/// <summary>A server cannot be prepared; the message says what is wrong and how to mend it, in one sentence each.</summary>
public sealed class LocalServerException(string message, Exception? innerException = null)
    : Exception(message, innerException);
