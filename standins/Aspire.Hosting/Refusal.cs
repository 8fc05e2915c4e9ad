namespace Aspire.Hosting;

/// <summary>How an AppHost that cannot run says so: a sentence on standard error, without a call stack.</summary>
internal static class Refusal
{
    internal const int ExitCode = 1;

    private static int _installed;

    /// <summary>Says why.</summary>
    internal static void Say(string reason) => Console.Error.WriteLine($"The application cannot run.{Environment.NewLine}{reason}");

    /// <summary>
    /// Makes an AppHost that ends by a <see cref="DistributedApplicationException"/> while it still writes its model say the
    /// message alone.
    /// </summary>
    internal static void Install()
    {
        if (Interlocked.Exchange(ref _installed, 1) == 0)
        {
            AppDomain.CurrentDomain.UnhandledException += (_, thrown) =>
            {
                if (thrown.ExceptionObject is DistributedApplicationException failure)
                {
                    Say(failure.Message);
                    Environment.Exit(ExitCode);
                }
            };
        }
    }
}
