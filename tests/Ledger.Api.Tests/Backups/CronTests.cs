using System.Globalization;
using Ledger.Api.Backups;

namespace Ledger.Api.Tests.Backups;

public sealed class CronTests
{
    [Theory]
    [InlineData("0 2 * * *", "2026-11-21T01:59:59Z", "2026-11-21T02:00:00Z")]
    [InlineData("0 2 * * *", "2026-11-21T02:00:00Z", "2026-11-22T02:00:00Z")]
    [InlineData("0 */6 * * *", "2026-11-21T06:00:01Z", "2026-11-21T12:00:00Z")]
    [InlineData("0 */6 * * *", "2026-12-31T18:30:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("*/15 9-17/4 * * MON-FRI", "2026-11-20T17:50:00Z", "2026-11-23T09:00:00Z")]
    [InlineData("5/20 0 * * *", "2026-01-01T00:06:00Z", "2026-01-01T00:25:00Z")]
    [InlineData("30 4 29 2 *", "2026-01-01T00:00:00Z", "2028-02-29T04:30:00Z")]
    [InlineData("0 0 13 * 5", "2026-11-21T00:00:00Z", "2026-11-27T00:00:00Z")]
    [InlineData("0 0 13 * 5", "2026-12-11T00:00:00Z", "2026-12-13T00:00:00Z")]
    [InlineData("0 0 * jan,jul 7", "2026-11-21T00:00:00Z", "2027-01-03T00:00:00Z")]
    [InlineData("@monthly", "2026-11-21T00:00:00Z", "2026-12-01T00:00:00Z")]
    public void Next_AfterATime_IsTheFirstThatFits(string schedule, string after, string next) =>
        Assert.Equal(Time(next), Cron.TryParse(schedule)!.Next(Time(after)));

    [Theory]
    [InlineData("")]
    [InlineData("0 2 * *")]
    [InlineData("0 2 * * * *")]
    [InlineData("60 2 * * *")]
    [InlineData("0 24 * * *")]
    [InlineData("0 2 0 * *")]
    [InlineData("0 2 * 13 *")]
    [InlineData("0 2 * * 8")]
    [InlineData("5-1 2 * * *")]
    [InlineData("*/0 2 * * *")]
    [InlineData("a 2 * * *")]
    [InlineData("-1 2 * * *")]
    [InlineData("1, 2 * * *")]
    [InlineData("0 0 30 2 *")]
    public void Parse_OfWhatIsNoSchedule_IsRefused(string schedule) => Assert.Null(Cron.TryParse(schedule));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
