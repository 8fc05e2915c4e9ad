using System.Text;
using System.Text.RegularExpressions;

namespace Ephemeris.Api.Tests.Http;

/// <summary>The examples that people paste, run as they stand.</summary>
public sealed partial class ExamplesTests(Service service) : IClassFixture<Service>
{
    public static TheoryData<string, string, string, string> Examples()
    {
        TheoryData<string, string, string, string> examples = [];
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "requests.http")).ReplaceLineEndings("\n");
        foreach (var part in text.Split("\n### ").Skip(1))
        {
            var lines = part.Split('\n');
            var (method, target) = RequestLine().Match(lines[1]) is { Success: true } line
                ? (line.Groups[1].Value, line.Groups[2].Value)
                : throw new FormatException($"'{lines[0]}' has no request line");
            var body = part.Split("\n\n", 2) is [_, var rest] ? rest.Trim() : "";
            examples.Add(lines[0], method, target, body);
        }

        return examples;
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_AsItStands_IsAnswered(string title, string method, string target, string body)
    {
        using var client = service.CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), target);
        request.Content = body.Length == 0 ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{title}: {(int)response.StatusCode} {answer}");
    }

    [GeneratedRegex(@"^(GET|POST) \{\{host\}\}(\S+)$")]
    private static partial Regex RequestLine();
}
