using Microsoft.Playwright;
using Platform.Tests.Shared;

namespace Aspire.Dashboard.Tests;

public sealed class PageTests(DashboardFixture dashboard) : IClassFixture<DashboardFixture>
{
    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Page_InABrowser_ShowsResourcesDetailsAndConsole(int width)
    {
        await using var browser = await Browser.StartAsync();
        var (page, complaints) = await browser.NewPageAsync(width);
        await page.GotoAsync(dashboard.Host.LoginUrl.AbsoluteUri);
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("tr[data-name=ephemeris]")).ToContainTextAsync("waiting for postgres");
        await ScreenshotAsync(page, $"resources-{width}");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "The page scrolls sideways.");

        await page.GetByRole(AriaRole.Button, new() { Name = "ephemeris", Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#details")).ToContainTextAsync("ASPNETCORE_ENVIRONMENT");
        await ScreenshotAsync(page, $"details-{width}");
        await page.Keyboard.PressAsync("Escape");

        await page.GetByRole(AriaRole.Button, new() { Name = "Fail ephemeris" }).ClickAsync();
        await Assertions.Expect(page.Locator("#toast")).ToContainTextAsync("it broke");

        await page.GetByRole(AriaRole.Link, new() { Name = "Console", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("#console-lines p")).ToHaveCountAsync(4);
        await page.GetByLabel("Filter").FillAsync("complains");
        await Assertions.Expect(page.Locator("#console-lines p")).ToHaveCountAsync(2);
        await page.GetByLabel("Resource").SelectOptionAsync("postgres");
        await Assertions.Expect(page.Locator("#console-lines p")).ToHaveCountAsync(1);
        await ScreenshotAsync(page, $"console-{width}");
        Assert.Empty(complaints);
    }

    /// <summary>Kept for a look where PLATFORM_SCREENSHOTS names a folder.</summary>
    private static async Task ScreenshotAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("PLATFORM_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"dashboard-{name}.png") });
        }
    }
}
