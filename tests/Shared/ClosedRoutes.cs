using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Platform.Tests.Shared;

/// <summary>The check that every service's routes pass: no key, no answer, unless the document marks the route public.</summary>
internal static class ClosedRoutes
{
    private static readonly string[] Methods = ["get", "post", "put", "patch", "delete"];

    /// <summary>Asks every operation of <c>/openapi.json</c> without credentials.</summary>
    /// <param name="client">A client of the service that sends no credentials; the service must have a key configured.</param>
    /// <returns>How many operations demanded a caller.</returns>
    public static async Task<int> AssertAsync(HttpClient client)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var document = await client.GetFromJsonAsync<JsonElement>("openapi.json", cancellationToken);
        var closed = 0;
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject().Where(member => Methods.Contains(member.Name)))
            {
                if (operation.Value.TryGetProperty("x-anonymous", out var open) && open.GetBoolean())
                {
                    continue;
                }

                using var request = new HttpRequestMessage(new HttpMethod(operation.Name.ToUpperInvariant()), Address(path.Name));
                using var response = await client.SendAsync(request, cancellationToken);
                Assert.True(
                    response.StatusCode == HttpStatusCode.Unauthorized,
                    $"{operation.Name.ToUpperInvariant()} {path.Name} answered {(int)response.StatusCode} without a key");
                Assert.True(response.Headers.WwwAuthenticate.Count > 0, $"{path.Name} answered 401 without WWW-Authenticate");
                closed++;
            }
        }

        return closed;
    }

    // Any value in a path's holes will do: nobody may learn whether it exists.
    private static string Address(string path) =>
        string.Join('/', path.TrimStart('/').Split('/').Select(part => part.Contains('{', StringComparison.Ordinal) ? "1" : part));
}
