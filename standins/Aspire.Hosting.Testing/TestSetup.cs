using System.Security.Cryptography;
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
    public void Dispose()
    {
        if (_folder is not null && Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private string Folder()
    {
        // Not CreateTempSubdirectory: that is closed to the account under which PostgreSQL runs when the tests run as root.
        _folder ??= Path.Combine(Path.GetTempPath(), $"platform-test-{RandomNumberGenerator.GetHexString(12, lowercase: true)}");
        Directory.CreateDirectory(_folder);
        return _folder;
    }
}
