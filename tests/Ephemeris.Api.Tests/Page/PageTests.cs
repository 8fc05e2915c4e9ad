using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Playwright;
using Platform.Tests.Shared;

namespace Ephemeris.Api.Tests.Page;

/// <summary>The page in a real browser against the service on a port of its own.</summary>
public sealed class PageTests
{
    private const string Key = "page-test-key-0123456789abcdef";

    [Theory]
    [InlineData(1280, 900)]
    [InlineData(390, 844)]
    public async Task Page_Opened_DrawsTheChartWithinTheWindow(int width, int height)
    {
        await using var service = Start();
        await using var browser = await Browser.StartAsync();
        var (page, complaints) = await browser.NewPageAsync(width, height);
        await page.GotoAsync(Address(service));
        await Shown(page, "#result");

        Assert.Equal(11, await page.Locator("#wheel .mark").CountAsync());
        Assert.Equal(12, await page.Locator("#wheel .sign").CountAsync());
        // Contract case 32: the Sun at 90.841734°.
        var sun = await page.Locator("#positions tr[data-body=Sun]").TextContentAsync();
        Assert.Contains("0°50′30″ Cancer", sun, StringComparison.Ordinal);
        Assert.Contains("America/Los_Angeles", await page.Locator("#when").TextContentAsync(), StringComparison.Ordinal);
        Assert.Contains("18:00:00 UTC", await page.Locator("#when").TextContentAsync(), StringComparison.Ordinal);
        Assert.Contains("DE440", await page.Locator("#notes").TextContentAsync(), StringComparison.Ordinal);
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, "the page is wider than the window");
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task Page_KeyboardOnly_EntersTimeAndPlaceAndDraws()
    {
        await using var service = Start();
        await using var browser = await Browser.StartAsync();
        var (page, complaints) = await browser.NewPageAsync();
        await page.GotoAsync(Address(service));
        await Shown(page, "#result");
        await page.FocusAsync("#date");
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("1935-06-01");
        await TabToAsync(page, "latitude");
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("52°22'12\" N");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("4,9 E");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#when", new() { HasTextString = "Europe/Amsterdam" }).WaitForAsync();
        Assert.Contains("UTC+01:19:32, daylight saving", await page.Locator("#when").TextContentAsync(), StringComparison.Ordinal);
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task Page_HistoricalYear_AsksBeforeItUsesTheOtherKernel()
    {
        await using var service = Start();
        await using var browser = await Browser.StartAsync();
        var (page, _) = await browser.NewPageAsync();
        await page.GotoAsync(Address(service));
        await Shown(page, "#result");
        await page.FillAsync("#date", "1066-10-14");
        await page.SelectOptionAsync("#calendar", "julian");
        await page.ClickAsync("#draw");
        await Shown(page, "#alert");
        Assert.Contains("1066", await page.Locator("#alert").TextContentAsync(), StringComparison.Ordinal);
        await page.ClickAsync("#alert button");
        await Shown(page, "#result");
        Assert.Contains("DE441", await page.Locator("#notes").TextContentAsync(), StringComparison.Ordinal);
        Assert.Contains("Julian", await page.Locator("#notes").TextContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_BadCoordinate_IsNamedAndFocused()
    {
        await using var service = Start();
        await using var browser = await Browser.StartAsync();
        var (page, complaints) = await browser.NewPageAsync();
        await page.GotoAsync(Address(service));
        await Shown(page, "#result");
        await page.FillAsync("#latitude", "95");
        await page.ClickAsync("#draw");
        await Shown(page, "#alert");
        Assert.Contains("latitude", await page.Locator("#alert").TextContentAsync(), StringComparison.Ordinal);
        Assert.Equal("latitude", await page.EvaluateAsync<string>("document.activeElement.id"));
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task Page_KeyInTheFragment_IsKeptInTheTabAndLeavesTheAddress()
    {
        await using var service = Start(Key);
        await using var browser = await Browser.StartAsync();
        var (page, complaints) = await browser.NewPageAsync();
        await page.GotoAsync(Address(service) + "#key=" + Key);
        await Shown(page, "#result");
        Assert.DoesNotContain(Key, page.Url, StringComparison.Ordinal);
        Assert.True(await page.Locator("#access").IsHiddenAsync());
        Assert.Equal(0, await page.EvaluateAsync<int>("localStorage.length"));
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task Page_WithoutKey_AsksForItOnce()
    {
        await using var service = Start(Key);
        await using var browser = await Browser.StartAsync();
        var (page, _) = await browser.NewPageAsync();
        await page.GotoAsync(Address(service));
        await Shown(page, "#access");
        await page.FillAsync("#key", "wrong-key-wrong-key-wrong");
        await page.ClickAsync("#draw");
        await Shown(page, "#alert");
        await page.FillAsync("#key", Key);
        await page.ClickAsync("#draw");
        await Shown(page, "#result");
        Assert.Equal("", await page.InputValueAsync("#key"));
        await page.ReloadAsync();
        await Shown(page, "#result");
    }

    [Fact]
    public async Task Page_FocusOnARow_LightsTheBodyInTheWheel()
    {
        await using var service = Start();
        await using var browser = await Browser.StartAsync();
        var (page, _) = await browser.NewPageAsync();
        await page.GotoAsync(Address(service));
        await Shown(page, "#result");
        await page.HoverAsync("#positions tr[data-body=Moon]");
        Assert.Equal("Moon", await page.GetAttributeAsync("#wheel .mark.lit", "data-body"));
    }

    // WCAG 2.2, 1.4.3 and 1.4.11: text 4.5:1 (large 3:1), the edges of fields 3:1, in both colour schemes.
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Page_TextAndFields_StandOutFromWhatIsBehindThem(ColorScheme scheme)
    {
        await using var service = Start();
        await using var browser = await Browser.StartAsync();
        var (page, _) = await browser.NewPageAsync();
        await page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await page.GotoAsync(Address(service));
        await Shown(page, "#result");
        var faint = await page.EvaluateAsync<string[]>("""
            () => {
              const parts = text => (text.match(/[\d.]+/g) || []).map(Number);
              const light = c => [0, 1, 2].map(i => c[i] / 255)
                .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
              const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
              const behind = e => {
                for (; e; e = e.parentElement) {
                  const c = parts(getComputedStyle(e).backgroundColor);
                  if (c.length === 3 || c[3] === 1) return c;
                }
                return [255, 255, 255];
              };
              const faint = [];
              for (const e of document.querySelectorAll('body *')) {
                const style = getComputedStyle(e);
                if (!e.checkVisibility() || e.closest('svg')) continue;
                const hasText = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
                const isLarge = parseFloat(style.fontSize) >= 24;
                if (hasText && ratio(parts(style.color), behind(e)) < (isLarge ? 3 : 4.5)) faint.push(e.outerHTML.slice(0, 80));
                if (e.matches('input:not([type=checkbox]), select') && ratio(parts(style.borderTopColor), behind(e.parentElement)) < 3)
                  faint.push('edge of ' + e.id);
              }
              return faint;
            }
            """);
        Assert.Empty(faint);
    }

    private static WebApplicationFactory<Program> Start(string? key = null)
    {
        var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            if (key is not null)
            {
                host.UseSetting("EPHEMERIS_API_KEYS", key);
            }
        });
        factory.UseKestrel(0);
        factory.StartServer();
        return factory;
    }

    private static string Address(WebApplicationFactory<Program> service) => service.ClientOptions.BaseAddress.ToString();

    private static Task Shown(IPage page, string selector) => page.Locator(selector).WaitForAsync(new() { State = WaitForSelectorState.Visible });

    private static async Task TabToAsync(IPage page, string id)
    {
        for (var i = 0; i < 20 && await page.EvaluateAsync<string>("document.activeElement.id") != id; i++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Equal(id, await page.EvaluateAsync<string>("document.activeElement.id"));
    }
}
