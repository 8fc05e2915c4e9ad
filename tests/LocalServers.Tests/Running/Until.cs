namespace LocalServers.Tests.Running;

internal static class Until
{
    /// <summary>Asks again and again until a condition holds; the test's own time limit ends it.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await condition())
        {
            await tick.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    public static Task HoldsAsync(Func<bool> condition) => HoldsAsync(() => Task.FromResult(condition()));
}
