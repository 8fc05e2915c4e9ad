using System.Text.Json.Nodes;
using Ledger.Api.Tests.Fakes;

namespace Ledger.Api.Tests.Errors;

/// <summary>What every refusal has to be: a problem document that names its code, and a log that is as it was.</summary>
internal static class Refusal
{
    /// <summary>Sends, and asserts status, code, the problem's shape and that the tree did not grow.</summary>
    /// <param name="host">The node asked.</param>
    /// <param name="send">The request.</param>
    /// <param name="status">Status wanted.</param>
    /// <param name="code">Code wanted.</param>
    public static async Task<(JsonNode Problem, HttpResponseMessage Response)> AssertAsync(
        LedgerHost host, Func<Task<HttpResponseMessage>> send, int status, string code)
    {
        var before = await TreeSizesAsync(host);
        var response = await send();
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == (int)response.StatusCode, $"{code}: {(int)response.StatusCode} {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(text)!;
        Assert.Equal(code, (string?)problem["code"]);
        Assert.Equal(status, (int?)problem["status"]);
        Assert.Equal("urn:problem:ledger:" + code, (string?)problem["type"]);
        Assert.Equal(response.RequestMessage!.RequestUri!.AbsolutePath, (string?)problem["instance"]);
        foreach (var member in (string[])["title", "detail", "requestId"])
        {
            Assert.False(string.IsNullOrWhiteSpace((string?)problem[member]), $"{code} has no {member}");
        }

        Assert.Equal(before, await TreeSizesAsync(host));
        return (problem, response);
    }

    // The public view: asked of the cluster, which no refusal of a caller closes.
    private static async Task<string> TreeSizesAsync(LedgerHost host) =>
        (await host.As("").GetJsonAsync("/api/cluster/status").OkAsync())["treeSizes"]!.ToJsonString();
}
