using System.CommandLine;
using System.Text.Json;
using Ledger.Api.Bundles;
using Ledger.Api.Datasets;
using Ledger.Api.Proofs;
using Ledger.Api.Proofs.Protocol;
using Ledger.Api.Proofs.Statements;

namespace Ledger.Tool;

/// <summary>
/// <c>ledger prove</c>: a statement about a committed file, proven where the rows are. Takes what <c>commit</c> wrote and the
/// entry with its tlog-proof as the log serves them; writes a bundle that anybody can verify. Needs no network.
/// </summary>
internal static class Prove
{
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
        command.SetAction((parsed, cancellation) => ToolException.ToldAsync(parsed.InvocationConfiguration.Output, async console => await RunAsync(
            parsed.GetRequiredValue(file), parsed.GetRequiredValue(request),
            await LoggedEntry.ReadAsync(parsed.GetRequiredValue(entry), parsed.GetRequiredValue(proof), cancellation),
            parsed.GetRequiredValue(statement), parsed.GetValue(nonce)!.ToLowerInvariant(), parsed.GetRequiredValue(output), console, cancellation)));
        return command;
    }

    private static async Task RunAsync(
        FileInfo file, FileInfo request, LoggedEntry logged, string statementText, string nonce, FileInfo output, TextWriter console, CancellationToken cancellation)
    {
        if (!Statement.TryParse(System.Text.Encoding.UTF8.GetBytes(statementText), out var statement, out var problem))
        {
            throw new ToolException($"--statement: {problem}");
        }

        var sent = await LocalFiles.ReadAsync(request, cancellation);
        using var bar = new ProgressBar(console, "reading", file.Length);
        var rows = await LocalFiles.RowsAsync(file, sent, bar, cancellation);
        bar.Next("committing");
        using var dataset = PreparedDataset.Commit(
            sent.Header!.Dataset, rows, await LocalFiles.ReadKeyAsync(request.FullName, cancellation), cancellation);
        var context = new ProofContext(logged.Entry.Origin, [logged.Subject(dataset)], Convert.FromHexString(nonce));
        bar.Next("proving");
        var proof = Prover.Prove(statement, context, [dataset], cancel: cancellation).OrThrow();
        var bundle = Bundle.Of(
            logged.Entry.Origin, [logged.InBundle(dataset)], logged.Inclusion.Note, JsonElement.Parse(statement.ToCanonicalJson()), nonce, proof,
            [new BundleWellFormed(sent.WellFormed!.Open, sent.WellFormed.Pad)], null);
        await File.WriteAllBytesAsync(output.FullName, bundle.ToBytes(), cancellation);
        bar.Next("done");
        await console.WriteLineAsync();
        await console.WriteLineAsync($"{statement.Type}: {proof.Length} bytes of proof in {output.Name}");
    }
}
