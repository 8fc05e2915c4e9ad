using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ephemeris.Api.Tests.Kernels;

namespace Ephemeris.Api.Tests.Http;

public sealed class KernelSwapTests(Service service) : IClassFixture<Service>
{
    private const int Callers = 4;
    private const int Swaps = 12;

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

    private static async Task<string> Data(HttpClient client)
    {
        using var response = await client.PostAsJsonAsync(
            "/calculate",
            new { birth_time = "2024-06-21T18:00:00Z", latitude = 37.7749, longitude = -122.4194, elevation = 25 },
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("data").ToString();
    }
}
