using FsCheck.Fluent;
using Platform.ServiceDefaults.RateLimiting;
using ServiceDefaults.Tests.Fakes;

namespace ServiceDefaults.Tests.RateLimiting;

public sealed class RateCounterTests(RedisServer redis)
{
    private const long Second = 1_000_000;
    private const long Start = 1_767_225_600 * Second;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static TheoryData<string> Algorithms => [.. Policies.Keys];

    private static readonly Dictionary<string, RatePolicy> Policies = new()
    {
        ["fixed"] = RatePolicy.Fixed(3, TimeSpan.FromSeconds(10)),
        ["sliding"] = RatePolicy.Sliding(new RateWindow(3, TimeSpan.FromSeconds(10))),
        ["double"] = RatePolicy.Sliding(new RateWindow(5, TimeSpan.FromSeconds(20)), new RateWindow(2, TimeSpan.FromSeconds(1))),
        ["whole"] = RatePolicy.Whole(3, TimeSpan.FromSeconds(10)),
        ["bucket"] = RatePolicy.Bucket(6, TimeSpan.FromSeconds(12), 3),
    };

    [Fact]
    public void Fixed_WindowUsedUp_WaitsForTheNextMultipleOfItsLength()
    {
        var take = Memory(RatePolicy.Fixed(2, Minute));
        Assert.True(take(Start + 50 * Second).IsAllowed);
        Assert.Equal(0, take(Start + 50 * Second).Remaining);

        var refused = take(Start + 51 * Second);
        Assert.False(refused.IsAllowed);
        Assert.Equal(9, refused.RetryAfterSeconds);
        Assert.True(take(Start + 60 * Second).IsAllowed);
    }

    [Fact]
    public void Sliding_RefusedRequests_DoNotCount()
    {
        var take = Memory(RatePolicy.Sliding(new RateWindow(2, Minute)));
        take(Start);
        take(Start + 30 * Second);
        for (var i = 31; i < 60; i++)
        {
            Assert.False(take(Start + i * Second).IsAllowed);
        }

        Assert.True(take(Start + 60 * Second).IsAllowed);
        Assert.Equal(30, take(Start + 60 * Second).RetryAfterSeconds);
    }

    [Fact]
    public void Sliding_TwoWindows_EitherRefuses()
    {
        var take = Memory(RatePolicy.Sliding(new RateWindow(1000, Minute), new RateWindow(100, TimeSpan.FromSeconds(1))));
        for (var i = 0; i < 100; i++)
        {
            Assert.True(take(Start).IsAllowed);
        }

        var burst = take(Start);
        Assert.False(burst.IsAllowed);
        Assert.Equal(100, burst.Window.Limit);
        Assert.Equal(1, burst.RetryAfterSeconds);

        for (var i = 100; i < 1000; i++)
        {
            Assert.True(take(Start + (i / 100) * Second).IsAllowed, $"request {i + 1}");
        }

        var minute = take(Start + 10 * Second);
        Assert.False(minute.IsAllowed);
        Assert.Equal(1000, minute.Window.Limit);
        Assert.Equal(50, minute.RetryAfterSeconds);
    }

    [Fact]
    public void Whole_FirstRequest_StartsTheWindow()
    {
        var take = Memory(RatePolicy.Whole(100, Minute));
        var first = Start + 59 * Second;
        for (var i = 0; i < 100; i++)
        {
            Assert.True(take(first).IsAllowed);
        }

        Assert.Equal(60, take(first).RetryAfterSeconds);
        Assert.False(take(first + 60 * Second - 1).IsAllowed);
        var refilled = take(first + 60 * Second);
        Assert.True(refilled.IsAllowed);
        Assert.Equal(99, refilled.Remaining);
    }

    [Fact]
    public void Bucket_Empty_RefillsEvenly()
    {
        var take = Memory(RatePolicy.Bucket(1000, TimeSpan.FromHours(1), 100));
        for (var i = 0; i < 100; i++)
        {
            Assert.True(take(Start).IsAllowed);
        }

        Assert.Equal(4, take(Start).RetryAfterSeconds);
        Assert.True(take(Start + 3_600_001).IsAllowed);
        Assert.False(take(Start + 3_600_002).IsAllowed);
    }

    [Fact]
    public void Memory_TwoCallers_CountApart()
    {
        var counter = new MemoryRateCounter();
        var policy = RatePolicy.Whole(1, Minute);
        Assert.True(counter.Take(policy, "a", Start).IsAllowed);
        Assert.True(counter.Take(policy, "b", Start).IsAllowed);
        Assert.False(counter.Take(policy, "a", Start).IsAllowed);
    }

    [Fact]
    public void Memory_ManyCallersGone_AreForgottenAndOthersNot()
    {
        var counter = new MemoryRateCounter();
        var policy = RatePolicy.Whole(1, Minute);
        counter.Take(policy, "stays", Start + 59 * Second);
        for (var i = 0; i < 20_000; i++)
        {
            counter.Take(policy, $"caller {i}", Start);
        }

        counter.Take(policy, "late", Start + 61 * Second);
        Assert.False(counter.Take(policy, "stays", Start + 61 * Second).IsAllowed);
        Assert.True(counter.Take(policy, "caller 7", Start + 61 * Second).IsAllowed);
    }

    // The process counts alone only while Redis is away: whoever changes between the two must see the same rules.
    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Redis_AnySequence_DecidesAsTheProcessAlone(string algorithm) => await AgreeAsync(RedisServer.Redis, algorithm);

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Garnet_AnySequence_DecidesAsTheProcessAlone(string algorithm) => await AgreeAsync(RedisServer.Garnet, algorithm);

    [Fact]
    public async Task Redis_ParallelRequests_AdmitExactlyTheLimit()
    {
        var server = await redis.GetAsync();
        using var connection = await server.ConnectAsync();
        var policy = RatePolicy.Sliding(new RateWindow(50, Minute));
        var key = "parallel:" + Guid.NewGuid();
        var decisions = await Task.WhenAll(Enumerable.Range(0, 200)
            .Select(_ => RedisRateCounter.TakeAsync(connection.GetDatabase(), policy, key, Start)));
        Assert.Equal(50, decisions.Count(decision => decision.IsAllowed));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Redis_EveryKey_Expires(string algorithm)
    {
        var server = await redis.GetAsync();
        using var connection = await server.ConnectAsync();
        var key = "expiry:" + Guid.NewGuid();
        await RedisRateCounter.TakeAsync(connection.GetDatabase(), Policies[algorithm], key, Start);
        var stored = algorithm == "fixed" ? $"{key}:{Start / Second}" : key;
        var expiry = await connection.GetDatabase().KeyTimeToLiveAsync(stored);
        Assert.InRange(expiry!.Value, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(21));
    }

    private async Task AgreeAsync(string program, string algorithm)
    {
        var server = await redis.GetAsync(program);
        using var connection = await server.ConnectAsync();
        var database = connection.GetDatabase();
        var policy = Policies[algorithm];

        // Steps of 0 to 6 s in quarters, and some of a microsecond, so that borders are met exactly.
        var step = Gen.OneOf(Gen.Choose(0, 24).Select(quarters => quarters * Second / 4), Gen.Choose(0, 2).Select(tick => (long)tick));
        var sequences = Gen.ListOf(step).Where(steps => steps.Count < 40).Sample(60, 25);
        foreach (var steps in sequences)
        {
            var memory = Memory(policy);
            var key = "agree:" + Guid.NewGuid();
            var now = Start;
            foreach (var move in steps)
            {
                now += move;
                var shared = await RedisRateCounter.TakeAsync(database, policy, key, now);
                var alone = memory(now);
                Assert.Equal((alone.IsAllowed, alone.Remaining, alone.Window), (shared.IsAllowed, shared.Remaining, shared.Window));

                // The bucket's tokens are fractions: nine digits of them are kept, which is far below a millisecond.
                Assert.Equal(alone.Reset.TotalSeconds, shared.Reset.TotalSeconds, 3);
                Assert.Equal(alone.RetryAfter.TotalSeconds, shared.RetryAfter.TotalSeconds, 3);
            }
        }
    }

    private static Func<long, RateDecision> Memory(RatePolicy policy)
    {
        var counter = new MemoryRateCounter();
        return now => counter.Take(policy, "caller", now);
    }
}
