namespace ServiceDefaults.Tests.Fakes;

/// <summary>A clock that moves only when a test moves it; starts at 2026-01-01T00:00:00Z.</summary>
internal sealed class StillClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
