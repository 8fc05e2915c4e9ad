using System.Globalization;
using System.Text.Json.Nodes;
using Ledger.Api.Tests.Proofs;

namespace Ledger.Api.Tests.Crash;

/// <summary>
/// Case 29 and the rules of §9 and §10, with processes that are really killed: nothing acknowledged is lost or doubled, indexes
/// are dense, whatever was published stays consistent. PLATFORM_TESTS=long kills the service and PostgreSQL 20 times each.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private static int Rounds => LongTests.Enabled ? 20 : 2;

    [Fact]
    public async Task Append_ServiceKilledAgainAndAgain_KeepsEveryAcknowledgement()
    {
        await using var site = await CrashSite.OpenAsync(keyed: 5, keyless: 1, hasShortLease: !LongTests.Enabled);
        await site.ProgressAsync(each: 5);
        for (var round = 0; round < Rounds; round++)
        {
            var victim = site.Replicas[round % 2];
            await victim.KillAsync();
            var silent = await site.ProgressAsync(each: 3);
            await victim.StartAsync();
            await site.ProgressAsync(each: 3);
            Say($"kill {round + 1} of {victim.Name}: first acknowledgement after {silent.TotalMilliseconds:F0} ms");
            await site.AuditAsync();
        }

        await site.CloseAsync();
        Sum(site);
    }

    [Fact]
    public async Task Append_PostgresKilledAgainAndAgain_KeepsEveryAcknowledgement()
    {
        await using var site = await CrashSite.OpenAsync(keyed: 5, keyless: 1, hasShortLease: !LongTests.Enabled);
        await site.ProgressAsync(each: 5);
        for (var round = 0; round < Rounds; round++)
        {
            await site.Postgres.KillAsync();
            await site.Postgres.StartAsync();
            var silent = await site.ProgressAsync(each: 3);
            Say($"kill {round + 1} of PostgreSQL: first acknowledgement {silent.TotalMilliseconds:F0} ms after it answers again");
            await site.AuditAsync();
        }

        await site.CloseAsync();
        Sum(site);
    }

    [Fact]
    public async Task Primary_PausedUntilItsLeaseIsGone_CannotActWhenItWakes()
    {
        await using var site = await CrashSite.OpenAsync(keyed: 3, keyless: 0);
        for (var round = 0; round < (LongTests.Enabled ? 5 : 1); round++)
        {
            var (old, other, term) = await site.RolesAsync();
            await old.PauseAsync();
            await Fakes.Eventually.UntilAsync(async cancellation =>
                await StatusAsync(other, cancellation) is var status && (string?)status["role"] == "primary" && Number(status["term"]) == term + 1);
            await old.ResumeAsync();
            await Fakes.Eventually.UntilAsync(async cancellation => (string?)(await StatusAsync(old, cancellation))["role"] == "secondary");
            await site.ProgressAsync(each: 5);
            Assert.Equal((other, term + 1), (await site.RolesAsync()) is var now ? (now.Primary, now.Term) : default);
            await site.AuditAsync();
        }

        await site.CloseAsync();
        Sum(site);
    }

    private static async Task<JsonNode> StatusAsync(Replica replica, CancellationToken cancellation)
    {
        var (status, body) = await replica.SendAsync(HttpMethod.Get, "/api/cluster/status", null, null, cancellation);
        Assert.True(status == 200, body);
        return JsonNode.Parse(body)!;
    }

    private static long Number(JsonNode? text) => long.Parse((string)text!, CultureInfo.InvariantCulture);

    private void Sum(CrashSite site) => Say(
        $"{site.Told.Count} acknowledged, {site.Size} entries, {site.Published} checkpoints seen; failed tries: {string.Join(", ", site.Failures)}");

    private void Say(FormattableString line) => output.WriteLine(FormattableString.Invariant(line));
}
