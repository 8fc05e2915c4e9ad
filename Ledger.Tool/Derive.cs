using System.CommandLine;
using System.Text.Json;
using Ledger.Api.Bundles;
using Ledger.Api.Canonical;
using Ledger.Api.Datasets;
using Ledger.Api.Derivations;
using Ledger.Api.Proofs;
using Ledger.Api.Proofs.Protocol;
using Ledger.Api.Proofs.Statements;
using Ledger.Api.Tables;

namespace Ledger.Tool;

/// <summary>
/// <c>ledger derive</c>: proves, where the rows are, that the parts of a split hold the rows of its source. Takes what
/// <c>split</c> wrote and the three entries with their tlog-proofs; writes a bundle that anybody can verify. Needs no network.
/// </summary>
internal static class Derive
{
    private const int Subjects = 3;

    public static Command Command()
    {
        var file = new Argument<FileInfo>("file") { Description = "The file that was committed and split" };
        var request = new Option<FileInfo>("--request") { Description = "What commit wrote; the key is beside it as .key", Required = true };
        var split = new Option<FileInfo>("--split") { Description = "What split wrote; the parts' keys are beside it", Required = true };
        var entries = Several("--entry", "The entries' bytes: of the source, the training part, the test part");
        var proofs = Several("--tlog-proof", "Their inclusion in one checkpoint, in the same order");
        var nonce = new Option<string>("--nonce") { Description = "The verifier's nonce, hexadecimal", DefaultValueFactory = _ => "" };
        var output = new Option<FileInfo>("--output", "-o") { Description = "Where the bundle goes", Required = true };
        var command = new Command("derive", "Proves a split without sending its rows anywhere") { file, request, split, entries, proofs, nonce, output };
        command.SetAction((parsed, cancellation) => ToolException.ToldAsync(parsed.InvocationConfiguration.Output, async console => await RunAsync(
            parsed.GetRequiredValue(file), parsed.GetRequiredValue(request), parsed.GetRequiredValue(split),
            await LoggedAsync(parsed.GetRequiredValue(entries), parsed.GetRequiredValue(proofs), cancellation),
            parsed.GetValue(nonce)!.ToLowerInvariant(), parsed.GetRequiredValue(output), console, cancellation)));
        return command;
    }

    private static Option<FileInfo[]> Several(string name, string description) => new(name)
    {
        Description = description,
        Required = true,
        Arity = new ArgumentArity(Subjects, Subjects),
        AllowMultipleArgumentsPerToken = true,
    };

    private static async Task<LoggedEntry[]> LoggedAsync(FileInfo[] entries, FileInfo[] proofs, CancellationToken cancellation)
    {
        var logged = new LoggedEntry[Subjects];
        for (var i = 0; i < Subjects; i++)
        {
            logged[i] = await LoggedEntry.ReadAsync(entries[i], proofs[i], cancellation);
        }

        return logged.DistinctBy(entry => entry.Inclusion.Note).Count() == 1 ? logged
            : throw new ToolException("--tlog-proof: of one checkpoint wanted; fetch all three again.");
    }

    private static async Task RunAsync(
        FileInfo file, FileInfo request, FileInfo split, LoggedEntry[] logged, string nonce, FileInfo output, TextWriter console, CancellationToken cancellation)
    {
        var sent = await LocalFiles.ReadAsync(request, cancellation);
        var local = JsonSerializer.Deserialize<SplitRequest>(await File.ReadAllBytesAsync(split.FullName, cancellation), LedgerJson.Options)?.Local;
        if (local is not { Train: { } train, Test: { } test, Map: { } bytes })
        {
            throw new ToolException($"{split.Name}: not what 'ledger split' writes.");
        }

        using var bar = new ProgressBar(console, "reading", file.Length);
        var table = await LocalFiles.RowsAsync(file, sent, bar, cancellation);
        bar.Next("committing");
        var map = new DerivationMap(bytes);
        var trainRows = (int)train.Header!.RowCount;
        using var source = PreparedDataset.Commit(sent.Header!.Dataset, table, await LocalFiles.ReadKeyAsync(request.FullName, cancellation), cancellation);
        using var first = await PartAsync(train, table, map, ..trainRows, Split.PartOf(split, "train"), cancellation);
        using var second = await PartAsync(test, table, map, trainRows.., Split.PartOf(split, "test"), cancellation);
        PreparedDataset[] datasets = [source, first, second];
        var context = new ProofContext(
            logged[0].Entry.Origin, [.. logged.Zip(datasets).Select(pair => pair.First.Subject(pair.Second))], Convert.FromHexString(nonce));
        bar.Next("proving");
        var statement = new DeriveStatement(Deriver.Shared(datasets.Select(dataset => dataset.Header)), map.Sha256, 1);
        var proof = Prover.Prove(statement, context, datasets, map.Bytes, cancellation).OrThrow();
        var bundle = Bundle.Of(
            logged[0].Entry.Origin, [.. logged.Zip(datasets).Select(pair => pair.First.InBundle(pair.Second))], logged[0].Inclusion.Note,
            JsonElement.Parse(statement.ToCanonicalJson()), nonce, proof,
            [.. new[] { sent, train, test }.Select(part => new BundleWellFormed(part.WellFormed!.Open, part.WellFormed.Pad))], bytes);
        await File.WriteAllBytesAsync(output.FullName, bundle.ToBytes(), cancellation);
        bar.Next("done");
        await console.WriteLineAsync();
        await console.WriteLineAsync($"{statement.Type}: {proof.Length} bytes of proof in {output.Name}");
    }

    private static async Task<PreparedDataset> PartAsync(
        LocalDataset part, Table source, DerivationMap map, Range rows, string request, CancellationToken cancellation)
    {
        var (at, count) = rows.GetOffsetAndLength(map.Count);
        if (Enumerable.Range(at, count).Any(g => map[g].Source != 0 || map[g].Row >= source.Rows))
        {
            throw new ToolException("map: names rows that the file does not have.");
        }

        var table = TablePicking.Pick(
            [source], [.. Enumerable.Range(at, count).Select(g => (0, (int)map[g].Row))], [.. source.Columns.Select(column => column.Spec)]);
        return PreparedDataset.Commit(part.Header!.Dataset, table, await LocalFiles.ReadKeyAsync(request, cancellation), cancellation);
    }
}
