using System.Globalization;
using System.Text.RegularExpressions;

namespace Aspire.Hosting.LocalServers;

/// <summary>An installed Redis or Valkey.</summary>
/// <param name="path">Absolute path of the server.</param>
internal sealed partial class RedisProgram(string path) : IRedisEngine
{
    // ACL and hashed passwords came with 6.
    private const int OldestMajor = 6;

    private const string SettingsFile = "redis.conf";

    /// <inheritdoc/>
    public string FolderName => "redis";

    /// <inheritdoc/>
    public string ProcessName => Path.GetFileName(path) is { Length: > 15 } longName ? longName[..15] : Path.GetFileName(path);

    /// <summary>The first on PATH that runs and is new enough; null when there is none.</summary>
    internal static async Task<RedisProgram?> FindAsync(CancellationToken cancellationToken)
    {
        foreach (var candidate in ProgramPath.Find("redis-server").Concat(ProgramPath.Find("valkey-server")))
        {
            var run = await ProgramRun.TryAsync(candidate, ["--version"], "/", null, cancellationToken).ConfigureAwait(false);
            var version = run is { ExitCode: 0 } ? VersionPattern().Match(run.Output) : Match.Empty;
            if (version.Success && int.Parse(version.Groups[1].ValueSpan, CultureInfo.InvariantCulture) >= OldestMajor)
            {
                return new RedisProgram(candidate);
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public LocalProcess Configure(string folder, int port, string passwordHash, RedisPersistence? persistence)
    {
        var settings = new List<string>
        {
            "bind 127.0.0.1",
            string.Create(CultureInfo.InvariantCulture, $"port {port}"),
            $"user default on #{passwordHash} ~* &* +@all",
            "daemonize no",
            "logfile \"\"",
        };
        if (persistence is null)
        {
            settings.AddRange(["save \"\"", "appendonly no"]);
        }
        else
        {
            var seconds = Math.Max(1, (long)persistence.Interval.TotalSeconds);
            settings.Add(string.Create(CultureInfo.InvariantCulture, $"save {seconds} {persistence.KeysChanged}"));
            // Snapshots alone lose what came after the last one. The log is written before the answer, so a kill of the
            // server loses nothing; only a failure of the machine can lose the last second.
            settings.AddRange(["appendonly yes", "appendfsync everysec"]);
        }

        var file = Path.Combine(folder, SettingsFile);
        Local.PrivateFile.Write(file, System.Text.Encoding.UTF8.GetBytes(string.Join('\n', settings) + "\n"));
        return new LocalProcess(path, [file, "--dir", folder], folder);
    }

    [GeneratedRegex(@"\bv=(\d+)")]
    private static partial Regex VersionPattern();
}
