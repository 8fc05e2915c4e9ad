using System.Globalization;

namespace Ephemeris.Api.Kernels;

/// <summary><c>dotnet run --project Ephemeris.Api -- kernels fetch de440|de441</c>: fetches kernels into KERNEL_PATH and ends.</summary>
public static class KernelCommand
{
    /// <summary>Runs the command when the arguments name it.</summary>
    /// <param name="args">The program's arguments.</param>
    /// <returns>False when the service is to be started instead.</returns>
    public static async Task<bool> TryRunAsync(string[] args)
    {
        if (args is not ["kernels", ..])
        {
            return false;
        }

        using var end = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            end.Cancel();
        };
        Environment.ExitCode = await RunAsync(args, end.Token).ConfigureAwait(false);
        return true;
    }

    private static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        if (args is not [_, "fetch", var name] || KernelSource.Of(name) is not { } sources)
        {
            await Console.Error.WriteLineAsync("Usage: kernels fetch de440|de441   (into the folder that KERNEL_PATH names)").ConfigureAwait(false);
            return 64;
        }

        var folder = Environment.GetEnvironmentVariable("KERNEL_PATH") is { Length: > 0 } path ? path : "kernels";
        var baseUrl = new Uri(Environment.GetEnvironmentVariable("KERNEL_BASE_URL") is { Length: > 0 } url ? url : KernelSource.DefaultBaseUrl);
        using var services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
        using var http = services.GetRequiredService<IHttpClientFactory>().CreateClient();
        http.Timeout = Timeout.InfiniteTimeSpan;
        var download = new KernelDownload(http, TimeProvider.System);
        try
        {
            foreach (var source in sources)
            {
                var fetched = await download.FetchAsync(source, baseUrl, folder, new Percent(source.File), cancellationToken).ConfigureAwait(false);
                if (!fetched.TryGet(out var file, out var error))
                {
                    await Console.Error.WriteLineAsync(error.Detail).ConfigureAwait(false);
                    return 1;
                }

                await Console.Out.WriteLineAsync($"{file}: fetched and checked").ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Broken off; the same command goes on from here.").ConfigureAwait(false);
            return 130;
        }

        return 0;
    }

    /// <summary>Prints each further percent.</summary>
    private sealed class Percent(string file) : IProgress<(long Done, long Total)>
    {
        private long _last = -1;

        public void Report((long Done, long Total) value)
        {
            var share = value.Total > 0 ? value.Done * 100 / value.Total : value.Done / 1_000_000;
            if (share != _last)
            {
                _last = share;
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file}: {share}{(value.Total > 0 ? " %" : " MB")}"));
            }
        }
    }
}
