using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Kernels;

/// <summary>A kernel that could not be fetched.</summary>
public sealed record KernelNotFetched(string File, string Reason) : Error(
    503, "KERNELS.NOT_AVAILABLE", "The kernel cannot be fetched", $"{File}: {Reason}");

/// <summary>
/// Fetches a published kernel: to a temporary name, going on where an earlier attempt broke off, checked by size, digest and
/// structure, and only then renamed. A failed check leaves nothing under the kernel's name.
/// </summary>
internal sealed class KernelDownload(HttpClient http, TimeProvider clock)
{
    private const int Attempts = 5;
    private const int BufferBytes = 1 << 17;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>Fetches one file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="baseUrl">Folder that it is published in.</param>
    /// <param name="folder">Where it goes; made when missing.</param>
    /// <param name="progress">Told bytes so far and in all (0 when unknown).</param>
    /// <param name="cancellationToken">Breaks off; what was fetched is kept for the next time.</param>
    /// <returns>Path of the kernel.</returns>
    public async Task<Outcome<string>> FetchAsync(
        KernelSource source, Uri baseUrl, string folder, IProgress<(long Done, long Total)> progress, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, source.File);
        if (File.Exists(path) && Check(source, path) is null)
        {
            return path;
        }

        Directory.CreateDirectory(folder);
        var part = path + ".part";
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            var (failure, isFinal) = await TryAsync(source, new Uri(baseUrl, source.File), part, progress, cancellationToken).ConfigureAwait(false);
            if (failure is null)
            {
                break;
            }

            if (isFinal || attempt == Attempts)
            {
                return new KernelNotFetched(source.File, failure);
            }

            await Task.Delay(pause, clock, cancellationToken).ConfigureAwait(false);
            pause *= 2;
        }

        if (Check(source, part) is { } damaged)
        {
            // Going on from a damaged file would never mend it.
            File.Delete(part);
            File.Delete(part + ".tag");
            return damaged;
        }

        File.Delete(part + ".tag");
        File.Move(part, path, overwrite: true);
        return path;
    }

    private async Task<(string? Failure, bool IsFinal)> TryAsync(
        KernelSource source, Uri url, string part, IProgress<(long Done, long Total)> progress, CancellationToken cancellationToken)
    {
        try
        {
            var done = File.Exists(part) ? new FileInfo(part).Length : 0L;
            if (done > 0 && done == source.SizeBytes)
            {
                return (null, false);
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            if (done > 0 && File.Exists(part + ".tag")
                && EntityTagHeaderValue.TryParse(await File.ReadAllTextAsync(part + ".tag", cancellationToken).ConfigureAwait(false), out var tag))
            {
                // If the file was replaced meanwhile, the server sends it whole.
                request.Headers.Range = new RangeHeaderValue(done, null);
                request.Headers.IfRange = new RangeConditionHeaderValue(tag);
            }

            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                var isFinal = (int)response.StatusCode is >= 400 and < 500 and not (408 or 416 or 429);
                if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
                {
                    File.Delete(part);
                }

                return ($"the server answered {(int)response.StatusCode}", isFinal);
            }

            var goesOn = response.StatusCode == HttpStatusCode.PartialContent;
            done = goesOn ? done : 0L;
            var total = source.SizeBytes ?? (response.Content.Headers.ContentLength + done) ?? 0L;
            if (response.Headers.ETag is { IsWeak: false } strong)
            {
                await File.WriteAllTextAsync(part + ".tag", strong.ToString(), cancellationToken).ConfigureAwait(false);
            }

            await using var target = new FileStream(part, goesOn ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read);
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var buffer = new byte[BufferBytes];
            int read;
            while ((read = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                done += read;
                progress.Report((done, total));
            }

            return total > 0 && done < total
                ? (string.Create(CultureInfo.InvariantCulture, $"the connection ended at {done} of {total} bytes"), false)
                : (null, false);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or TimeoutException)
        {
            return (failure.Message, false);
        }
    }

    private static Error? Check(KernelSource source, string path)
    {
        var size = new FileInfo(path).Length;
        if (source.SizeBytes is { } wanted && size != wanted)
        {
            return new KernelDamaged(source.File, "size", $"{size} bytes", $"{wanted}");
        }

        if (!DafFile.Open(path).TryGet(out var daf, out var error))
        {
            return error;
        }

        daf.Dispose();
        if (source.Sha256 is not { } digest)
        {
            return null;
        }

        using var stream = File.OpenRead(path);
        var got = Convert.ToHexStringLower(SHA256.HashData(stream));
        return got == digest ? null : new KernelDamaged(source.File, "SHA-256", got, digest);
    }
}
