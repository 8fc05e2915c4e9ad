using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>What sets an application under test apart from others that run beside it: ports, data folder, silence.</summary>
internal sealed class TestSetup(string[] args) : IDisposable
{
    private const string DataSetting = "PLATFORM_DATA";

    private string? _folder;

    /// <summary>Adds it to the options of the AppHost's builder.</summary>
    internal void Apply(DistributedApplicationOptions options, HostApplicationBuilderSettings settings)
    {
        options.DisableDashboard = true;
        settings.EnvironmentName ??= Environments.Development;
        var keepsData = args.Any(arg => arg.Contains(DataSetting, StringComparison.Ordinal));
        options.Args =
        [
            "--ports", "random", "--Platform:Console", "false", "--Platform:Testing", "true",
            .. keepsData ? Array.Empty<string>() : [$"--{DataSetting}", Folder()],
            .. args,
        ];
    }

    /// <inheritdoc/>
    public void Dispose() => TestFolders.Delete(_folder);

    private string Folder() => _folder ??= TestFolders.Create();
}
