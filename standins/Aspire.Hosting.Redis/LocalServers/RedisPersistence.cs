namespace Aspire.Hosting.LocalServers;

/// <summary>That a Redis keeps its data. Every acknowledged write survives a kill of the server, whatever the figures.</summary>
/// <param name="Interval">Time between snapshots (Garnet: checkpoints), which shorten the log of writes.</param>
/// <param name="KeysChanged">Fewest changed keys that make a snapshot worth taking; Garnet does not count them.</param>
internal sealed record RedisPersistence(TimeSpan Interval, long KeysChanged);
