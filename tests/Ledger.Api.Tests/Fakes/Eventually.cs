using System.Net;

namespace Ledger.Api.Tests.Fakes;

/// <summary>Waits for what the service does on its own, by asking again; gives up after half a minute.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task<string> AnswerAsync(HttpClient client, string path)
    {
        var answer = "";
        await UntilAsync(async cancellation =>
        {
            using var response = await client.GetAsync(path, cancellation);
            answer = await response.Content.ReadAsStringAsync(cancellation);
            return response.StatusCode == HttpStatusCode.OK;
        });
        return answer;
    }

    public static async Task UntilAsync(Func<CancellationToken, Task<bool>> isDone)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await isDone(limit.Token))
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }
}
