using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using Ledger.Api.Canonical;
using Ledger.Api.Datasets;
using Ledger.Api.Reading;

namespace Ledger.Tool;

/// <summary>
/// <c>ledger commit</c>: reads a file where it lies, commits to its rows and writes what may leave the house: the JSON for
/// <c>POST …/datasets</c>, and beside it the dataset key, which must not.
/// </summary>
internal static class Commit
{
    private const int Refused = 2;

    public static Command Command()
    {
        var file = new Argument<FileInfo>("file") { Description = "CSV, JSON lines or JSON array" };
        var name = new Option<string>("--name") { Description = "Dataset name", Required = true };
        var origin = new Option<string>("--origin") { Description = "Origin of the log that it is for, host/project", Required = true };
        var output = new Option<FileInfo>("--output", "-o") { Description = "Where the request goes; the key goes beside it as .key", Required = true };
        var newVersion = new Option<bool>("--new-version") { Description = "Adds a version to a dataset that exists" };
        var command = new Command("commit", "Commits to a file's rows without sending them anywhere") { file, name, origin, output, newVersion };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetRequiredValue(file), parsed.GetRequiredValue(name), parsed.GetRequiredValue(origin), parsed.GetRequiredValue(output),
            parsed.GetValue(newVersion), parsed.InvocationConfiguration.Output, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        FileInfo file, string name, string origin, FileInfo output, bool newVersion, TextWriter console, CancellationToken cancellation)
    {
        var manifest = new Manifest(name, newVersion);
        if (!manifest.ToOptions(file.Name, null).TryGet(out var options, out var error))
        {
            await console.WriteLineAsync(error.Detail);
            return Refused;
        }

        await using var rows = file.OpenRead();
        using var bar = new ProgressBar(console, "reading", rows.Length);
        await using var watched = new WatchedStream(rows, bar);
        if (!(await new TableReader(options).ReadAsync(watched, cancellation)).TryGet(out var read, out error))
        {
            await console.WriteLineAsync();
            await console.WriteLineAsync($"{error.Code}: {error.Detail}");
            return Refused;
        }

        bar.Next("committing");
        if (!PreparedDataset.Create(origin, name, read.Table, cancellation).TryGet(out var dataset, out error))
        {
            await console.WriteLineAsync(error.Detail);
            return Refused;
        }

        using (dataset)
        {
            var request = new LocalDataset(
                manifest, dataset.Header, dataset.RowRoot.ToBase64(), dataset.FileCommitment(read.FileHash).ToBase64(),
                dataset.Shape.Columns.ToDictionary(column => column.Index, column => dataset.Commitments(column.Index).ToArray()), dataset.WellFormed);
            await File.WriteAllBytesAsync(output.FullName, JsonSerializer.SerializeToUtf8Bytes(request, LedgerJson.Options), cancellation);
            await WriteKeyAsync(output.FullName + ".key", dataset.Key.Bytes.ToArray(), cancellation);
            bar.Next("done");
            await console.WriteLineAsync();
            await console.WriteLineAsync($"{read.Table.Rows} rows, root {dataset.Tree.Root.ToBase64()}");
            await console.WriteLineAsync($"Keep {output.Name}.key: without it nothing more can be proven, with it rows can be guessed.");
        }

        return 0;
    }

    private static async Task WriteKeyAsync(string path, byte[] key, CancellationToken cancellation)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = new FileStream(path, options);
        await file.WriteAsync(key, cancellation);
        CryptographicOperations.ZeroMemory(key);
    }
}
