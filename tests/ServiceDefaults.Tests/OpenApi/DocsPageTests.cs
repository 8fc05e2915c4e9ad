using Platform.Tests.Shared;

namespace ServiceDefaults.Tests.OpenApi;

public sealed class DocsPageTests
{
    [Theory]
    [InlineData(1280)]
    [InlineData(380)]
    public async Task Page_InABrowser_ListsOperationsAndSendsARequestWithTheKey(int width)
    {
        await using var service = await ApiDocumentTests.StartAsync(overTcp: true);
        await using var browser = await Browser.StartAsync();
        var (page, complaints) = await browser.NewPageAsync(width);
        using var client = service.Client();
        await page.GotoAsync(new Uri(client.BaseAddress!, "docs").ToString());

        await page.GetByText("/things/{id}").WaitForAsync();
        Assert.Equal(3, await page.Locator(".operation").CountAsync());
        Assert.Equal("Sample service", await page.TitleAsync());

        // By keyboard alone: the key, then the operation, then its button.
        await page.GetByLabel("API key").FillAsync("k-alpha");
        var operation = page.Locator(".operation", new() { HasText = "/things/{id}" });
        await operation.Locator("summary").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await operation.GetByLabel("id").FillAsync("7");
        await operation.GetByLabel("Request body").FillAsync("""{"size":1,"name":"<b>egg</b>"}""");
        Assert.DoesNotContain("k-alpha", await operation.Locator("pre").First.TextContentAsync(), StringComparison.Ordinal);
        await operation.GetByText("Send").FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await operation.GetByText("200 OK").WaitForAsync();
        Assert.Contains("\"size\": 7", await operation.Locator(".body > div pre").First.TextContentAsync(), StringComparison.Ordinal);
        Assert.Empty(complaints);
        var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.Equal(0, overflow);
        if (Environment.GetEnvironmentVariable("PLATFORM_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"docs-{width}.png"), FullPage = true });
        }
    }

    [Fact]
    public async Task Page_WithoutAKey_ShowsTheRefusal()
    {
        await using var service = await ApiDocumentTests.StartAsync(overTcp: true);
        await using var browser = await Browser.StartAsync();
        var (page, _) = await browser.NewPageAsync();
        using var client = service.Client();
        await page.GotoAsync(new Uri(client.BaseAddress!, "docs/").ToString());

        var operation = page.Locator(".operation", new() { HasText = "List things" });
        await operation.Locator("summary").First.ClickAsync();
        await operation.GetByLabel("limit").FillAsync("3");
        await operation.GetByText("Send").ClickAsync();
        await operation.GetByText("401").First.WaitForAsync();
        await page.GetByLabel("Filter").FillAsync("keep post");
        Assert.Equal(1, await page.Locator(".operation:visible").CountAsync());
    }
}
