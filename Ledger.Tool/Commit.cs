using System.CommandLine;
using Ledger.Api.Datasets;
using Ledger.Api.Reading;

namespace Ledger.Tool;

/// <summary>
/// <c>ledger commit</c>: reads a file where it lies, commits to its rows and writes what may leave the house: the JSON for
/// <c>POST …/datasets</c>, and beside it the dataset key, which must not.
/// </summary>
internal static class Commit
{
    public static Command Command()
    {
        var file = new Argument<FileInfo>("file") { Description = "CSV, JSON lines or JSON array" };
        var name = new Option<string>("--name") { Description = "Dataset name", Required = true };
        var origin = new Option<string>("--origin") { Description = "Origin of the log that it is for, host/project", Required = true };
        var output = new Option<FileInfo>("--output", "-o") { Description = "Where the request goes; the key goes beside it as .key", Required = true };
        var newVersion = new Option<bool>("--new-version") { Description = "Adds a version to a dataset that exists" };
        var command = new Command("commit", "Commits to a file's rows without sending them anywhere") { file, name, origin, output, newVersion };
        command.SetAction((parsed, cancellation) => ToolException.ToldAsync(parsed.InvocationConfiguration.Output, console => RunAsync(
            parsed.GetRequiredValue(file), new Manifest(parsed.GetRequiredValue(name), parsed.GetValue(newVersion)), parsed.GetRequiredValue(origin),
            parsed.GetRequiredValue(output), console, cancellation)));
        return command;
    }

    private static async Task RunAsync(
        FileInfo file, Manifest manifest, string origin, FileInfo output, TextWriter console, CancellationToken cancellation)
    {
        var options = manifest.ToOptions(file.Name, null).OrThrow();
        await using var rows = file.OpenRead();
        using var bar = new ProgressBar(console, "reading", rows.Length);
        await using var watched = new WatchedStream(rows, bar);
        var read = (await new TableReader(options).ReadAsync(watched, cancellation)).OrThrow();
        bar.Next("committing");
        using var dataset = PreparedDataset.Create(origin, manifest.Name!, read.Table, cancellation).OrThrow();
        await LocalFiles.WriteAsync(output.FullName, LocalFiles.Request(manifest, dataset, read.FileHash), cancellation);
        await LocalFiles.WriteKeyAsync(output.FullName, dataset.Key, cancellation);
        bar.Next("done");
        await console.WriteLineAsync();
        await console.WriteLineAsync($"{read.Table.Rows} rows, root {dataset.Tree.Root.ToBase64()}");
        await console.WriteLineAsync($"Keep {output.Name}.key: without it nothing more can be proven, with it rows can be guessed.");
    }
}
