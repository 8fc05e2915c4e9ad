namespace LocalServers.Tests.Running;

/// <summary>What a test cannot do without: missing it skips the test on a developer's machine and fails it in CI.</summary>
internal static class Prerequisite
{
    public static void Missing(string what)
    {
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", $"CI must have it: {what}");
        Assert.Skip(what);
    }

    /// <summary>For what only one kind of account can try; another run covers it.</summary>
    public static void Root(bool wanted) =>
        Assert.SkipUnless(Environment.IsPrivilegedProcess == wanted, wanted ? "Runs as root only." : "Runs as an ordinary user only.");
}
