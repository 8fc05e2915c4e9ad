using System.Net;

namespace ServiceDefaults.Tests.Fakes;

internal static class HttpClientExtensions
{
    /// <summary>The body of a GET whose status must be the one expected.</summary>
    public static async Task<string> GetBodyAsync(
        this HttpClient client, string path, HttpStatusCode expected, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(path, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(expected == response.StatusCode, $"{path} answered {(int)response.StatusCode}, wanted {(int)expected}: {body}");
        return body;
    }
}
