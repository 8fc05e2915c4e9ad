using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Aspire.Dashboard.Resources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Aspire.Dashboard.Console;

/// <summary>What the resources write to their consoles.</summary>
internal static class ConsoleModule
{
    private const int BatchLines = 500;

    public static void MapConsole(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/console", (IDashboardSource source, CancellationToken cancellationToken, string? resource = null) =>
            TypedResults.ServerSentEvents(BatchesAsync(source, resource, cancellationToken), eventType: "lines"));
        routes.MapGet("/api/console/download", Download);
    }

    /// <summary>Lines of one resource, or of all, in batches: a page cannot draw a burst line by line.</summary>
    private static async IAsyncEnumerable<IReadOnlyList<ConsoleLine>> BatchesAsync(
        IDashboardSource source, string? resource, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var names = resource is null ? source.Resources.Select(row => row.Name) : [resource];
        var lines = Channel.CreateBounded<ConsoleLine>(BatchLines);
        var readers = names.Select(name => CopyAsync(source.WatchConsoleAsync(name, cancellationToken), lines.Writer, cancellationToken));
        var all = Task.WhenAll(readers).ContinueWith(_ => lines.Writer.Complete(), TaskScheduler.Default);
        while (await WaitAsync(lines.Reader, cancellationToken).ConfigureAwait(false))
        {
            var batch = new List<ConsoleLine>();
            while (batch.Count < BatchLines && lines.Reader.TryRead(out var line))
            {
                batch.Add(line);
            }

            batch.Sort((a, b) => a.Time.CompareTo(b.Time)); // several consoles, one display
            yield return batch;
        }

        await all.ConfigureAwait(false);
    }

    private static async Task<bool> WaitAsync(ChannelReader<ConsoleLine> reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task CopyAsync(
        IAsyncEnumerable<ConsoleLine> from, ChannelWriter<ConsoleLine> to, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var line in from.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                await to.WriteAsync(line, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The reader went away.
        }
    }

    /// <summary>The lines kept for a resource as a text file.</summary>
    private static Results<FileContentHttpResult, NotFound> Download(IDashboardSource source, string resource)
    {
        if (!source.Resources.Any(row => row.Name == resource))
        {
            return TypedResults.NotFound();
        }

        var lines = source.RecentLines(resource).Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Time:O} {line.Text}\n"));
        return TypedResults.File(Encoding.UTF8.GetBytes(string.Concat(lines)), "text/plain; charset=utf-8", resource + ".log");
    }
}
