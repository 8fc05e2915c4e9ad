namespace Ledger.Api.Tests.Proofs;

/// <summary>PLATFORM_TESTS=long runs the heavy tests at their full size; without it they run briefly.</summary>
internal static class LongTests
{
    public static bool Enabled { get; } = Environment.GetEnvironmentVariable("PLATFORM_TESTS") == "long";
}
