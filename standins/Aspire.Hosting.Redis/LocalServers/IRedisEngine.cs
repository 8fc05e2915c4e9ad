namespace Aspire.Hosting.LocalServers;

/// <summary>A program that speaks Redis's protocol.</summary>
internal interface IRedisEngine
{
    /// <summary>Writes its settings into its own folder and says what to start.</summary>
    /// <param name="folder">The engine's own folder in the data folder; exists, and is the working directory.</param>
    /// <param name="port">Port on 127.0.0.1.</param>
    /// <param name="passwordHash">SHA-256 of the password, hexadecimal: the password itself goes into no file.</param>
    /// <param name="persistence">How data are kept; null for not at all.</param>
    LocalProcess Configure(string folder, int port, string passwordHash, RedisPersistence? persistence);

    /// <summary>Name of the engine's folder; engines cannot read each other's data.</summary>
    string FolderName { get; }

    /// <summary>Name of its process.</summary>
    string ProcessName { get; }
}
