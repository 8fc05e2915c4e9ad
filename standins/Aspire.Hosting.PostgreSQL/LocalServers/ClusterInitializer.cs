namespace Aspire.Hosting.LocalServers;

/// <summary>Makes a new cluster of databases with initdb.</summary>
internal static class ClusterInitializer
{
    /// <summary>Makes the cluster whole or not at all: UTF-8, C locale, checksums, scram-sha-256 for every connection.</summary>
    /// <param name="program">PostgreSQL to use.</param>
    /// <param name="account">Account that it runs under; null for the AppHost's own.</param>
    /// <param name="folder">Absolute path of the cluster; does not exist, its parent does.</param>
    /// <param name="userName">Name of the main account.</param>
    /// <param name="password">Its password.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    internal static async Task InitializeAsync(
        PostgresProgram program,
        ServerAccount? account,
        string folder,
        string userName,
        string password,
        CancellationToken cancellationToken)
    {
        var part = folder + ".part";
        var passwordFile = folder + ".password";
        try
        {
            if (Directory.Exists(part))
            {
                Directory.Delete(part, recursive: true);
            }

            await CreatePrivateAsync(part, passwordFile, password, account, cancellationToken).ConfigureAwait(false);
            var run = await PostgresProgram.RunAsync(
                program.Initializer,
                [
                    "--pgdata", part, "--username", userName, "--pwfile", passwordFile, "--auth", "scram-sha-256",
                    "--encoding", "UTF8", "--locale", "C", "--data-checksums", "--no-instructions",
                ],
                account,
                cancellationToken).ConfigureAwait(false);
            if (run is not { ExitCode: 0 })
            {
                throw Failure(folder, run);
            }

            Directory.Move(part, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DataFaults.Unwritable(Path.GetDirectoryName(folder)!, e.Message, e);
        }
        finally
        {
            File.Delete(passwordFile);
            if (Directory.Exists(part))
            {
                Directory.Delete(part, recursive: true);
            }
        }
    }

    private static async Task CreatePrivateAsync(
        string part, string passwordFile, string password, ServerAccount? account, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(part, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (var file = new StreamWriter(passwordFile, options))
        {
            await file.WriteLineAsync(password.AsMemory(), cancellationToken).ConfigureAwait(false);
        }

        if (account is not null)
        {
            await account.OwnAsync(part, cancellationToken).ConfigureAwait(false);
            await account.OwnAsync(passwordFile, cancellationToken).ConfigureAwait(false);
        }
    }

    private static LocalServerException Failure(string folder, ProgramRun? run)
    {
        var said = run?.Error.Split('\n').LastOrDefault(line => line.Contains("error:", StringComparison.Ordinal) ||
            line.Contains("FATAL:", StringComparison.Ordinal) || line.Contains("PANIC:", StringComparison.Ordinal)) ?? run?.LastLine;
        string[] storage = ["No space left", "Read-only file system", "Permission denied", "Disk quota exceeded"];
        var all = run?.Error ?? string.Empty;
        return storage.FirstOrDefault(s => all.Contains(s, StringComparison.Ordinal)) is { } reason
            ? DataFaults.Unwritable(Path.GetDirectoryName(folder)!, $"{reason} (a new PostgreSQL cluster takes about 60 MB)")
            : new LocalServerException($"initdb could not make {folder}: {said ?? "it cannot be executed"}");
    }
}
