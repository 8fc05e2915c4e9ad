namespace Platform.ServiceDefaults.Settings;

/// <summary>The service cannot start as it is configured; the message lists every problem at once.</summary>
/// <param name="problems">One sentence each, naming the setting and what was wanted, never a secret's value.</param>
public sealed class StartupException(IReadOnlyList<string> problems)
    : Exception("The service cannot start:" + string.Concat(problems.Select(problem => "\n  - " + problem)))
{
    /// <summary>Exit code of a process stopped by its configuration: EX_CONFIG of sysexits.h.</summary>
    public const int ExitCode = 78;

    private static int _installed;

    /// <summary>The problems, one sentence each.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;

    /// <summary>Makes a process that ends by this exception print its message alone and exit with <see cref="ExitCode"/>.</summary>
    internal static void InstallExitCode()
    {
        if (Interlocked.Exchange(ref _installed, 1) != 0)
        {
            return;
        }

        AppDomain.CurrentDomain.UnhandledException += (_, thrown) =>
        {
            if (thrown.ExceptionObject is StartupException failure)
            {
                Console.Error.WriteLine(failure.Message);
                Environment.Exit(ExitCode);
            }
        };
    }
}
