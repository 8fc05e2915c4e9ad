using System.Runtime.CompilerServices;

namespace Ephemeris.Api.Tests.Http;

/// <summary>Tests ask more often than ten times a minute; those of the limit itself switch it on again.</summary>
internal static class TestSettings
{
    [ModuleInitializer]
    internal static void LiftRateLimit() => Environment.SetEnvironmentVariable("DISABLE_RATE_LIMIT", "1");
}
