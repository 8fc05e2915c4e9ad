using Aspire.Hosting.Running;

namespace Aspire.Hosting.Tests.Running;

public sealed class BackoffTests
{
    [Fact]
    public void Next_Repeated_DoublesUpToTheLongest()
    {
        var backoff = new Backoff(new ManualTime());
        Assert.Equal(
            [0.25, 0.5, 1, 2, 4, 8, 15, 15], Enumerable.Range(0, 8).Select(_ => backoff.Next().TotalSeconds));
    }

    [Fact]
    public void Next_AfterALongLife_BeginsAnew()
    {
        var time = new ManualTime();
        var backoff = new Backoff(time);
        backoff.Next();
        backoff.Next();
        time.Advance(Backoff.Forgiven + TimeSpan.FromSeconds(1));
        Assert.Equal(Backoff.First, backoff.Next());
    }

    private sealed class ManualTime : TimeProvider
    {
        private TimeSpan _elapsed = TimeSpan.FromDays(1);

        public override long GetTimestamp() => _elapsed.Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        internal void Advance(TimeSpan by) => _elapsed += by;
    }
}
