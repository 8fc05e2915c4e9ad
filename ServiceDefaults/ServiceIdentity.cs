using System.Reflection;

namespace Platform.ServiceDefaults;

/// <summary>Who this process is, in logs, traces, metrics and health answers.</summary>
/// <param name="Name">Resource name, lower case: <c>ercp</c>, <c>ledger</c>, ….</param>
/// <param name="Application">Name of the service's assembly, which also names its meter and its activity source.</param>
/// <param name="Environment">Hosting environment: <c>Development</c>, <c>Production</c>, ….</param>
public sealed record ServiceIdentity(string Name, string Application, string Environment)
{
    /// <summary>Version of the service's assembly, three numbers.</summary>
    public string Version { get; } = Assembly(Application)?.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>Tells replicas apart; new in every process.</summary>
    public string InstanceId { get; } = Guid.NewGuid().ToString("N")[..12];

    /// <summary>The service's own assembly; null when the host carries a name that is no assembly.</summary>
    internal static Assembly? Assembly(string application)
    {
        try
        {
            return System.Reflection.Assembly.Load(new AssemblyName(application));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
