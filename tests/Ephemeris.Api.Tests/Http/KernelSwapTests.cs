using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ephemeris.Api.Tests.Kernels;

namespace Ephemeris.Api.Tests.Http;

public sealed class KernelSwapTests(Service service) : IClassFixture<Service>
{
    private const int Callers = 4;

    private static readonly int Swaps =
        int.TryParse(Environment.GetEnvironmentVariable("EPHEMERIS_STRESS_SWAPS"), out var swaps) ? swaps : 12;

    [Fact]
    public async Task Reload_UnderLoad_FailsAndMixesNothing()
    {
        var folder = Directory.CreateTempSubdirectory("swap").FullName;
        try
        {
            await using var host = service.WithWebHostBuilder(builder => builder.UseSetting("KERNEL_PATH", folder));
            using var client = host.CreateClient();
            var expected = await Data(client);
            using var done = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var callers = Enumerable.Range(0, Callers).Select(_ => Call(client, expected, done.Token)).ToArray();
            for (var swap = 0; swap < Swaps; swap++)
            {
                var path = Path.Combine(folder, "extra.bsp");
                if (swap % 2 == 0)
                {
                    await File.WriteAllBytesAsync(path + ".part", SyntheticKernel.Type13(), TestContext.Current.CancellationToken);
                    File.Move(path + ".part", path);
                }
                else
                {
                    File.Delete(path);
                }

                using var reload = await client.PostAsync("/v1/kernels/reload", null, TestContext.Current.CancellationToken);
                var kernels = (await reload.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("kernels");
                Assert.Equal(swap % 2 == 0, kernels.EnumerateArray().Any(kernel => kernel.GetProperty("name").GetString() == "extra"));
            }

            await done.CancelAsync();
            var calls = await Task.WhenAll(callers);
            Assert.All(calls, count => Assert.True(count > 0));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Reload_KernelsThatDisagree_EachAnswerIsWhollyOfOneOfThem()
    {
        var folder = Directory.CreateTempSubdirectory("swap").FullName;
        try
        {
            // A better-ranked kernel under whose states every body stands elsewhere.
            var path = Path.Combine(folder, "de440.bsp");
            Displace(KernelData.Embedded("se431_1550-2650.bsp"), path + ".out");
            await using var host = service.WithWebHostBuilder(builder => builder
                .UseSetting("KERNEL_PATH", folder).UseSetting("KERNEL_VERIFICATION", "off").UseSetting("LOG_LEVEL", "error"));
            using var client = host.CreateClient();
            var whole = new Dictionary<string, string> { ["se431_1550-2650"] = await Data(client) };
            await SwapAsync(client, path + ".out", path);
            whole["de440"] = await Data(client);
            Assert.NotEqual(whole["se431_1550-2650"], whole["de440"]);

            using var done = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var callers = Enumerable.Range(0, Callers).Select(_ => Watch(client, whole, done.Token)).ToArray();
            for (var swap = 0; swap < Swaps; swap++)
            {
                await (swap % 2 == 0 ? SwapAsync(client, path, path + ".out") : SwapAsync(client, path + ".out", path));
            }

            await done.CancelAsync();
            var seen = await Task.WhenAll(callers);
            Assert.Equal(whole.Keys.Order(), seen.SelectMany(tags => tags).Distinct().Order());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task SwapAsync(HttpClient client, string from, string to)
    {
        File.Move(from, to);
        using var reload = await client.PostAsync("/v1/kernels/reload", null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, reload.StatusCode);
    }

    private static async Task<HashSet<string>> Watch(HttpClient client, Dictionary<string, string> whole, CancellationToken stop)
    {
        HashSet<string> tags = [];
        while (!stop.IsCancellationRequested || tags.Count == 0)
        {
            var answer = await Answer(client);
            var tag = answer.GetProperty("meta").GetProperty("kernel_set_tag").GetString()!;
            Assert.Equal(whole[tag], answer.GetProperty("data").ToString());
            tags.Add(tag);
        }

        return tags;
    }

    /// <summary>A copy of a type 2 kernel with a millionth added to the constant coefficient of every x.</summary>
    private static void Displace(string from, string to)
    {
        var bytes = File.ReadAllBytes(from);
        foreach (var summary in KernelData.Open(from).Daf.Summaries)
        {
            var (first, last) = (summary.Integers[^2], summary.Integers[^1]);
            var (size, count) = ((int)Word(last - 1), (int)Word(last));
            for (var record = 0; record < count; record++)
            {
                var address = first + (record * size) + 2;
                BitConverter.TryWriteBytes(bytes.AsSpan(8 * (address - 1)), Word(address) * 1.000001);
            }
        }

        File.WriteAllBytes(to, bytes);

        double Word(int address) => BitConverter.ToDouble(bytes, 8 * (address - 1));
    }

    private static async Task<int> Call(HttpClient client, string expected, CancellationToken stop)
    {
        var calls = 0;
        while (!stop.IsCancellationRequested || calls == 0)
        {
            Assert.Equal(expected, await Data(client));
            calls++;
        }

        return calls;
    }

    private static async Task<string> Data(HttpClient client) => (await Answer(client)).GetProperty("data").ToString();

    private static async Task<JsonElement> Answer(HttpClient client)
    {
        using var response = await client.PostAsJsonAsync(
            "/calculate",
            new { birth_time = "2024-06-21T18:00:00Z", latitude = 37.7749, longitude = -122.4194, elevation = 25 },
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }
}
