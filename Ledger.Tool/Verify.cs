using System.CommandLine;
using System.Text.Json;
using Ledger.Api.Bundles;
using Ledger.Api.Checkpoints;

namespace Ledger.Tool;

/// <summary><c>ledger verify</c>: checks a bundle, or an entry's tlog-proof, with a pinned key and nothing else.</summary>
internal static class Verify
{
    private const int Invalid = 1;
    private const int Unreadable = 2;

    public static Command Command()
    {
        var file = new Argument<FileInfo>("file") { Description = "A bundle (JSON), or a tlog-proof when --entry is given" };
        var key = new Option<string>("--key") { Description = "Verifier key of the log, as pinned", Required = true };
        var entry = new Option<FileInfo?>("--entry") { Description = "The entry's bytes, for a tlog-proof" };
        var command = new Command("verify", "Checks a bundle or a tlog-proof offline; exit code 0 when it holds, 1 when not") { file, key, entry };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetRequiredValue(file), parsed.GetRequiredValue(key), parsed.GetValue(entry), parsed.InvocationConfiguration.Output, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo file, string keyText, FileInfo? entry, TextWriter output, CancellationToken cancellation)
    {
        if (!NoteKey.TryParse(keyText, out var key))
        {
            await output.WriteLineAsync("--key: name+hash+base64 is wanted, as the ledger's verifierKey.");
            return Unreadable;
        }

        try
        {
            var text = await File.ReadAllTextAsync(file.FullName, cancellation);
            if (entry is not null)
            {
                var holds = TlogProof.Parse(text)?.Verify(await File.ReadAllBytesAsync(entry.FullName, cancellation), key) == true;
                await output.WriteLineAsync(holds ? "ok    the entry is in the log" : "FAIL  the entry is not in the log at that index");
                return holds ? 0 : Invalid;
            }

            var verdict = BundleVerifier.Verify(JsonElement.Parse(text), origin => origin == key.Name ? key : null);
            foreach (var check in verdict.Checks)
            {
                await output.WriteLineAsync($"{(check.Ok ? "ok  " : "FAIL")}  {check.Name,-12} {check.Detail}");
            }

            return verdict.Valid ? 0 : Invalid;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            await output.WriteLineAsync($"{file.Name} cannot be read: {failure.Message}");
            return Unreadable;
        }
    }
}
