using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Tests;

/// <summary>Resources made of shell commands, which every Unix has.</summary>
internal static class Shell
{
    internal const string Program = "/bin/sh";

    internal static IResourceBuilder<ExecutableResource> AddShell(this IDistributedApplicationBuilder builder, string name, string script)
    {
        Assert.SkipUnless(File.Exists(Program), "This machine has no /bin/sh.");
        return builder.AddExecutable(name, Program, "/", "-c", script);
    }
}
