using Ledger.Api.Tests.Fakes;
using Microsoft.Playwright;
using Platform.Tests.Shared;
using ServiceDefaults.Tests.Fakes;

namespace Ledger.Api.Tests.Page;

public sealed class PageTests(PostgresServer postgres)
{
    private const string Csv = "n\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";

    [Fact]
    public async Task Page_ShowsLogAndHistory_AndChecksABundle()
    {
        await using var browser = await Browser.StartAsync();
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        host.UseKestrel(0);
        host.StartServer();
        var client = host.As();
        var address = client.BaseAddress!;
        await client.PostJsonAsync("/api/ledgers", new { project = "demo" }).OkAsync();
        await client.NotarizeAsync("demo", "ten", Csv).OkAsync();
        var split = await client.PostJsonAsync("/api/ledgers/demo/splits", new { input = "ten", trainRatio = 0.5 }).OkAsync();
        var bundle = await client.GetByteArrayAsync($"/api/ledgers/demo/proofs/{split["proof"]}", TestContext.Current.CancellationToken);

        var (page, complaints) = await browser.NewPageAsync();
        await page.GotoAsync(address.ToString());
        await page.GetByLabel("API key").FillAsync("key-of-Viewer");
        await page.GetByLabel("Project").FillAsync("demo");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
        await Assertions.Expect(page.Locator("#entries tbody tr")).ToHaveCountAsync(5);
        await page.GetByRole(AriaRole.Button, new() { Name = "ten@1", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("#graph rect")).ToHaveCountAsync(4);
        Assert.Equal(5, await page.Locator("#graph path").CountAsync());

        await page.GetByLabel("Drop a bundle here").SetInputFilesAsync(new FilePayload { Name = "bundle.json", MimeType = "application/json", Buffer = bundle });
        await Assertions.Expect(page.Locator("#verdict")).ToContainTextAsync("Valid.");
        await Assertions.Expect(page.Locator("#bytes tbody")).ToContainTextAsync("Proof");
        if (Environment.GetEnvironmentVariable("PLATFORM_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, "ledger-page.png"), FullPage = true });
        }

        var edited = System.Text.Encoding.UTF8.GetString(bundle).Replace("\"proof\":\"WkRMMQ", "\"proof\":\"WkRMMR", StringComparison.Ordinal);
        await page.GetByLabel("Drop a bundle here").SetInputFilesAsync(new FilePayload { Name = "edited.json", MimeType = "application/json", Buffer = System.Text.Encoding.UTF8.GetBytes(edited) });
        await Assertions.Expect(page.Locator("#verdict")).ToContainTextAsync("Not valid.");
        await Assertions.Expect(page.Locator("#checks .bad")).ToContainTextAsync("proof");
        Assert.Empty(complaints);
    }
}
