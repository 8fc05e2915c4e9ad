using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Ephemeris.Api.Tests.Http;

/// <summary>The service's own host in this process, open as in development without a key.</summary>
public sealed class Service : WebApplicationFactory<Program>
{
    public async Task<JsonElement> PostAsync(
        string path, object body, int status = 200, Action<HttpRequestMessage>? prepare = null)
    {
        using var client = CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        prepare?.Invoke(request);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await ReadAsync(response, status);
    }

    public async Task<JsonElement> GetAsync(string path, int status = 200)
    {
        using var client = CreateClient();
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
        return await ReadAsync(response, status);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode}: {text}");
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
