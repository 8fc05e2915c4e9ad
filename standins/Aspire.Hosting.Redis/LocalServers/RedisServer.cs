using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.LocalServers;

/// <summary>Redis as a local process: Redis or Valkey on PATH, else Garnet.</summary>
/// <param name="persistence">How data are kept, asked at every start; null for not at all.</param>
/// <param name="find">Finds the engine, given the cache for programs installed on demand; null for this machine's.</param>
internal sealed partial class RedisServer(
    Func<RedisPersistence?> persistence,
    Func<string, ILogger, CancellationToken, Task<IRedisEngine>>? find = null) : ILocalServer
{
    private const int SmallestRoomBytes = 64 * 1024;

    // A server that holds much data takes this long to write its last snapshot; a second signal would cut it off.
    private static readonly TimeSpan TerminationPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task<LocalProcess> PrepareAsync(LocalServerContext context, CancellationToken cancellationToken)
    {
        DataFaults.EnsureWritable(context.DataDirectory, SmallestRoomBytes);
        var engine = await (find ?? FindAsync)(context.CacheDirectory, context.Logger, cancellationToken).ConfigureAwait(false);
        var folder = Directory.CreateDirectory(Path.Combine(context.DataDirectory, engine.FolderName)).FullName;
        LogChosen(context.Logger, engine.FolderName);
        // Two servers on one log of writes would ruin it.
        await FolderProcesses.EndAsync(
            folder,
            engine.ProcessName,
            [("SIGTERM", TerminationPatience, _ => true), ("SIGKILL", KillPatience, _ => true)],
            cancellationToken).ConfigureAwait(false);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(context.Password)));
        return engine.Configure(folder, context.Port, hash, persistence());
    }

    /// <inheritdoc/>
    public async Task<string?> ProbeAsync(LocalServerContext context, CancellationToken cancellationToken)
    {
        var (fault, refused) = await RedisProbe.AskAsync(
            "127.0.0.1", context.Port, context.Password, ssl: false, ProbePatience, cancellationToken).ConfigureAwait(false);
        return refused
            ? throw new LocalServerException(
                $"The Redis on port {context.Port} refuses the password ({fault}), so it is another program's. " +
                "End that program, or choose another port.")
            : fault;
    }

    private static async Task<IRedisEngine> FindAsync(string cache, ILogger logger, CancellationToken cancellationToken) =>
        await RedisProgram.FindAsync(cancellationToken).ConfigureAwait(false) as IRedisEngine ??
            await GarnetProgram.EnsureAsync(cache, logger, cancellationToken).ConfigureAwait(false);

    [LoggerMessage(Level = LogLevel.Information, Message = "Redis's protocol is served by {Engine}")]
    private static partial void LogChosen(ILogger logger, string engine);
}
