namespace Aspire.Hosting.LocalServers;

/// <summary>Names of the properties that the local host adds to a resource's snapshot.</summary>
public static class LocalProperties
{
    /// <summary>Id of the process, an <see cref="int"/>; it leads a session and process group of the same id.</summary>
    public const string ProcessId = "executable.pid";

    /// <summary>How often the process was restarted after a crash, an <see cref="int"/>.</summary>
    public const string Restarts = "resource.restarts";

    /// <summary>Program and arguments, a <see cref="string"/>.</summary>
    public const string CommandLine = "executable.commandLine";

    /// <summary>Value of a parameter or connection string; sensitive when secret.</summary>
    public const string Value = "Value";
}
