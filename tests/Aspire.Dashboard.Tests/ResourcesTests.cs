using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Aspire.Dashboard.Tests;

public sealed class ResourcesTests(DashboardFixture dashboard) : IClassFixture<DashboardFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Resources_AtEachChange_AreSentAnew()
    {
        using var client = dashboard.Client(DashboardFixture.Token);
        await using var stream = await client.GetStreamAsync("/api/resources", Token);
        await using var events = SseParser.Create(stream).EnumerateAsync(Token).GetAsyncEnumerator(Token);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("Waiting", State(events.Current.Data, "ephemeris"));

        dashboard.Source.Change("ephemeris", resource => resource with { State = "Running" });
        do
        {
            Assert.True(await events.MoveNextAsync());
        }
        while (State(events.Current.Data, "ephemeris") != "Running");
    }

    [Fact]
    public async Task Resources_WithSecrets_AreMasked()
    {
        using var client = dashboard.Client(DashboardFixture.Token);
        await using var stream = await client.GetStreamAsync("/api/resources", Token);
        await using var events = SseParser.Create(stream).EnumerateAsync(Token).GetAsyncEnumerator(Token);
        Assert.True(await events.MoveNextAsync());
        Assert.DoesNotContain("planted-secret", events.Current.Data, StringComparison.Ordinal);
        Assert.Contains("Development", events.Current.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resources_WithAProcess_ShowItsMemory()
    {
        using var client = dashboard.Client(DashboardFixture.Token);
        await using var stream = await client.GetStreamAsync("/api/resources", Token);
        await using var events = SseParser.Create(stream).EnumerateAsync(Token).GetAsyncEnumerator(Token);
        Assert.True(await events.MoveNextAsync());
        Assert.InRange(Row(events.Current.Data, "postgres").GetProperty("memoryBytes").GetInt64(), 1 << 20, 1L << 40);
        Assert.Equal(JsonValueKind.Null, Row(events.Current.Data, "ephemeris").GetProperty("memoryBytes").ValueKind);
    }

    [Theory]
    [InlineData("ephemeris", "start", HttpStatusCode.OK, true)]
    [InlineData("ephemeris", "fail", HttpStatusCode.OK, false)]
    [InlineData("ephemeris", "stop", HttpStatusCode.Conflict, false)]
    [InlineData("ephemeris", "explode", HttpStatusCode.NotFound, false)]
    [InlineData("nobody", "start", HttpStatusCode.NotFound, false)]
    public async Task Command_OfAResource_AnswersItsRealOutcome(string resource, string command, HttpStatusCode status, bool succeeded)
    {
        using var client = dashboard.Client(DashboardFixture.Token);
        client.DefaultRequestHeaders.Add("X-Dashboard", "1");
        using var response = await client.PostAsync($"/api/resources/{resource}/commands/{command}", null, Token);
        Assert.Equal(status, response.StatusCode);
        using var outcome = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(succeeded, outcome.RootElement.GetProperty("succeeded").GetBoolean());
        Assert.Equal(status == HttpStatusCode.OK, dashboard.Source.Executed.Contains($"{resource} {command}"));
    }

    [Fact]
    public async Task Download_OfAConsole_HoldsItsLines()
    {
        using var client = dashboard.Client(DashboardFixture.Token);
        var text = await client.GetStringAsync("/api/console/download?resource=postgres", Token);
        Assert.Equal("1970-01-01T00:00:00.0000000+00:00 postgres starts\n1970-01-01T00:00:01.0000000+00:00 postgres complains\n", text);
    }

    private static string? State(string data, string name) => Row(data, name).GetProperty("resource").GetProperty("state").GetString();

    private static JsonElement Row(string data, string name) => JsonDocument.Parse(data).RootElement.EnumerateArray()
        .Single(row => row.GetProperty("resource").GetProperty("name").GetString() == name);
}
