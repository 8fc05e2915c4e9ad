using System.CommandLine;
using System.Text.Json;
using Ledger.Api.Bundles;
using Ledger.Api.Canonical;
using Ledger.Api.Checkpoints;
using Ledger.Api.Datasets;
using Ledger.Api.Entries;
using Ledger.Api.Proofs;
using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Protocol;
using Ledger.Api.Proofs.Statements;
using Ledger.Api.Reading;
using Ledger.Api.Tree;

namespace Ledger.Tool;

/// <summary>
/// <c>ledger prove</c>: a statement about a committed file, proven where the rows are. Takes what <c>commit</c> wrote and the
/// entry with its tlog-proof as the log serves them; writes a bundle that anybody can verify. Needs no network.
/// </summary>
internal static class Prove
{
    private const int Refused = 2;

    public static Command Command()
    {
        var file = new Argument<FileInfo>("file") { Description = "The file that was committed" };
        var request = new Option<FileInfo>("--request") { Description = "What commit wrote; the key is beside it as .key", Required = true };
        var entry = new Option<FileInfo>("--entry") { Description = "The entry's bytes: GET …/log/entries/{i}", Required = true };
        var proof = new Option<FileInfo>("--tlog-proof") { Description = "Its inclusion: GET …/log/entries/{i}/tlog-proof", Required = true };
        var statement = new Option<string>("--statement") { Description = "The statement as JSON; integers as decimal strings", Required = true };
        var nonce = new Option<string>("--nonce") { Description = "The verifier's nonce, hexadecimal", DefaultValueFactory = _ => "" };
        var output = new Option<FileInfo>("--output", "-o") { Description = "Where the bundle goes", Required = true };
        var command = new Command("prove", "Proves a statement about a committed file without sending its rows anywhere")
        {
            file, request, entry, proof, statement, nonce, output,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var console = parsed.InvocationConfiguration.Output;
            try
            {
                var inputs = await InputsAsync(
                    parsed.GetRequiredValue(request), parsed.GetRequiredValue(entry), parsed.GetRequiredValue(proof), cancellation);
                await RunAsync(
                    parsed.GetRequiredValue(file), inputs, parsed.GetRequiredValue(statement), parsed.GetValue(nonce)!.ToLowerInvariant(),
                    parsed.GetRequiredValue(output), console, cancellation);
                return 0;
            }
            catch (Exception failure) when (failure is ToolException or IOException or UnauthorizedAccessException or JsonException or FormatException)
            {
                await console.WriteLineAsync(failure.Message);
                return Refused;
            }
        });
        return command;
    }

    private static async Task<Inputs> InputsAsync(FileInfo request, FileInfo entry, FileInfo proof, CancellationToken cancellation)
    {
        var sent = JsonSerializer.Deserialize<LocalDataset>(await File.ReadAllBytesAsync(request.FullName, cancellation), LedgerJson.Options);
        if (sent is not { Header: not null, WellFormed: not null, Manifest: not null })
        {
            throw new ToolException($"{request.Name}: not what 'ledger commit' writes.");
        }

        var inclusion = TlogProof.Parse(await File.ReadAllTextAsync(proof.FullName, cancellation))
            ?? throw new ToolException($"{proof.Name}: not a tlog-proof.");
        var bytes = CanonicalJson.Write(JsonElement.Parse(await File.ReadAllBytesAsync(entry.FullName, cancellation)));
        return new Inputs(sent, await File.ReadAllBytesAsync(request.FullName + ".key", cancellation), bytes, inclusion);
    }

    private static async Task RunAsync(
        FileInfo file, Inputs inputs, string statementText, string nonce, FileInfo output, TextWriter console, CancellationToken cancellation)
    {
        var entry = Entry.Read(inputs.Entry);
        if (!Statement.TryParse(System.Text.Encoding.UTF8.GetBytes(statementText), out var statement, out var problem))
        {
            throw new ToolException($"--statement: {problem}");
        }

        await using var rows = file.OpenRead();
        using var bar = new ProgressBar(console, "reading", rows.Length);
        await using var watched = new WatchedStream(rows, bar);
        var read = (await new TableReader(inputs.Sent.Manifest!.ToOptions(file.Name, null).OrThrow()).ReadAsync(watched, cancellation)).OrThrow();
        bar.Next("committing");
        using var dataset = PreparedDataset.Commit(inputs.Sent.Header!.Dataset, read.Table, new DatasetKey(inputs.Key), cancellation);
        if (dataset.Tree.Root.ToBase64() != entry.DatasetRoot)
        {
            throw new ToolException("The entry is about other rows, or about these under another key: the roots differ.");
        }

        bar.Next("proving");
        var leaf = MerkleHash.Leaf(inputs.Entry);
        var subject = new ProofSubject((ulong)inputs.Inclusion.Index, leaf.ToArray(), dataset.Tree.Root.ToArray(), dataset.Shape);
        var context = new ProofContext(entry.Origin, [subject], Convert.FromHexString(nonce));
        var proof = Prover.Prove(statement, context, [dataset], cancel: cancellation).OrThrow();
        var wellFormed = inputs.Sent.WellFormed!;
        var bundle = Bundle.Of(
            entry.Origin,
            [BundleSubject.Of(
                inputs.Inclusion.Index, inputs.Entry, inputs.Inclusion.Hashes, dataset.Header.ToBytes(), dataset.RowRoot,
                [.. dataset.Shape.Columns.Select(column => (column.Index, dataset.Commitments(column.Index).ToArray()))])],
            inputs.Inclusion.Note, JsonElement.Parse(statement.ToCanonicalJson()), nonce, proof,
            [new BundleWellFormed(wellFormed.Open, wellFormed.Pad)], null);
        await File.WriteAllBytesAsync(output.FullName, bundle.ToBytes(), cancellation);
        bar.Next("done");
        await console.WriteLineAsync();
        await console.WriteLineAsync($"{statement.Type}: {proof.Length} bytes of proof in {output.Name}");
    }

    private sealed record Inputs(LocalDataset Sent, byte[] Key, byte[] Entry, TlogProof Inclusion);
}
