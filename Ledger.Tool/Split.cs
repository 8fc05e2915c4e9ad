using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Ledger.Api.Datasets;
using Ledger.Api.Derivations;
using Ledger.Api.Proofs;
using Ledger.Api.Tables;
using Ledger.Api.Tree;

namespace Ledger.Tool;

/// <summary>
/// <c>ledger split</c>: splits a committed file where it lies, by the rule that the service splits by. Writes the body for
/// <c>POST …/splits</c>, and for each part its rows, its request and its key, as <c>commit</c> does for a file.
/// </summary>
internal static class Split
{
    public static Command Command()
    {
        var file = new Argument<FileInfo>("file") { Description = "The file that was committed" };
        var request = new Option<FileInfo>("--request") { Description = "What commit wrote; the key is beside it as .key", Required = true };
        var origin = new Option<string>("--origin") { Description = "Origin of the log that it is for, host/project", Required = true };
        var input = new Option<string?>("--input") { Description = "name or name@version in the log; the request's name by default" };
        var ratio = new Option<decimal>("--train-ratio") { Description = "Share of training rows, between 0 and 1", Required = true };
        var stratifyBy = new Option<string?>("--stratify-by") { Description = "Column whose values are split alike" };
        var seed = new Option<ulong>("--seed") { Description = "Seed, 0 by default" };
        var trainName = new Option<string?>("--train-name") { Description = "Name of the training part; {input}-train by default" };
        var testName = new Option<string?>("--test-name") { Description = "Name of the test part; {input}-test by default" };
        var output = new Option<FileInfo>("--output", "-o") { Description = "Where the request goes; the parts go beside it as .train… and .test…", Required = true };
        var command = new Command("split", "Splits a committed file without sending its rows anywhere")
        {
            file, request, origin, input, ratio, stratifyBy, seed, trainName, testName, output,
        };
        command.SetAction((parsed, cancellation) => ToolException.ToldAsync(parsed.InvocationConfiguration.Output, async console =>
        {
            var sent = await LocalFiles.ReadAsync(parsed.GetRequiredValue(request), cancellation);
            var name = sent.Header!.Dataset;
            await RunAsync(
                parsed.GetRequiredValue(file), parsed.GetRequiredValue(request), sent, parsed.GetRequiredValue(origin),
                new SplitRequest(
                    parsed.GetValue(input) ?? name, parsed.GetValue(ratio), parsed.GetValue(stratifyBy),
                    JsonSerializer.SerializeToElement(parsed.GetValue(seed).ToString(CultureInfo.InvariantCulture)),
                    parsed.GetValue(trainName) ?? name + "-train", parsed.GetValue(testName) ?? name + "-test"),
                parsed.GetValue(seed), parsed.GetRequiredValue(output), console, cancellation);
        }));
        return command;
    }

    private static async Task RunAsync(
        FileInfo file, FileInfo request, LocalDataset sent, string origin, SplitRequest split, ulong seed, FileInfo output, TextWriter console,
        CancellationToken cancellation)
    {
        using var bar = new ProgressBar(console, "reading", file.Length);
        var table = await LocalFiles.RowsAsync(file, sent, bar, cancellation);
        using var key = await LocalFiles.ReadKeyAsync(request.FullName, cancellation);
        if (new MerkleTree(RowLeaves.ChunkRoots(table, key.Bytes, cancellation)).Root.ToBase64() != sent.RowRoot)
        {
            throw new ToolException($"{file.Name}: not the rows that {request.Name} commits to.");
        }

        var stratifyBy = table.Columns.FirstOrDefault(column => column.Spec.Name == split.StratifyBy);
        if (split.TrainRatio is not (> 0 and < 1) || (split.StratifyBy is not null && stratifyBy is null))
        {
            throw new ToolException("--train-ratio between 0 and 1 and --stratify-by a column of the file are wanted.");
        }

        var (train, test) = SplitRule.Split(table, split.TrainRatio.Value, seed, stratifyBy);
        if (train.Length == 0 || test.Length == 0)
        {
            throw new ToolException("split_empty: --train-ratio leaves no row on one side.");
        }

        bar.Next("committing");
        var map = DerivationMap.Of([.. train.Concat(test).Select(row => (0, row))]);
        var local = new LocalSplit(
            await PartAsync(origin, split.TrainName!, table, train, PartOf(output, "train"), cancellation),
            await PartAsync(origin, split.TestName!, table, test, PartOf(output, "test"), cancellation), map.Bytes.ToArray());
        await LocalFiles.WriteAsync(output.FullName, split with { Local = local }, cancellation);
        bar.Next("done");
        await console.WriteLineAsync();
        await console.WriteLineAsync($"{train.Length} rows to {split.TrainName}, {test.Length} to {split.TestName}, map {map.Sha256}");
    }

    /// <summary>Where a part's request lies, beside the split's: its rows and its key are beside it.</summary>
    public static string PartOf(FileInfo split, string part) => Path.ChangeExtension(split.FullName, part + ".json");

    private static async Task<LocalDataset> PartAsync(
        string origin, string name, Table source, int[] rows, string path, CancellationToken cancellation)
    {
        var table = TablePicking.Pick([source], [.. rows.Select(row => (0, row))], [.. source.Columns.Select(column => column.Spec)]);
        using var dataset = PreparedDataset.Create(origin, name, table, cancellation).OrThrow();
        var rowsPath = Path.ChangeExtension(path, "jsonl");
        await RowsFile.WriteAsync(rowsPath, table, cancellation);
        await using var written = File.OpenRead(rowsPath);
        var hash = Digest.Read(await CryptographicOperations.HashDataAsync(HashAlgorithmName.SHA3_256, written, cancellation));
        var request = LocalFiles.Request(Manifest.Of(dataset.Header), dataset, hash);
        await LocalFiles.WriteAsync(path, request, cancellation);
        await LocalFiles.WriteKeyAsync(path, dataset.Key, cancellation);
        return request;
    }
}
