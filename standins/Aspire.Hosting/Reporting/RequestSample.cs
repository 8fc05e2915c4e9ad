using System.Text.RegularExpressions;

namespace Aspire.Hosting.Reporting;

/// <summary>The first request of a project's <c>requests.http</c>, as a command line ready to paste.</summary>
internal static partial class RequestSample
{
    private const string FileName = "requests.http";

    /// <summary>A <c>curl</c> for the service; asks for its health when the project has no <c>requests.http</c>.</summary>
    /// <param name="projectDirectory">The project's folder.</param>
    /// <param name="url">The service's URL, without a path.</param>
    /// <param name="key">The API key; null for none.</param>
    internal static string Curl(string projectDirectory, string url, string? key)
    {
        var path = Path.Combine(projectDirectory, FileName);
        return File.Exists(path) ? Curl(File.ReadAllLines(path), url, key) ?? Health(url) : Health(url);
    }

    /// <summary>A <c>curl</c> for the first request of the file's lines; null when there is none.</summary>
    internal static string? Curl(IReadOnlyList<string> lines, string url, string? key)
    {
        var at = 0;
        while (at < lines.Count && !Request().IsMatch(lines[at]))
        {
            at++;
        }

        if (at == lines.Count)
        {
            return null;
        }

        var request = Request().Match(lines[at]);
        var method = request.Groups["method"].Value;
        var parts = new List<string> { "curl -s" };
        if (method != "GET")
        {
            parts.Add($"-X {method}");
        }

        parts.Add(Quoted(url + request.Groups["path"].Value));
        for (at++; at < lines.Count && lines[at].Contains(':', StringComparison.Ordinal) && lines[at].Trim().Length > 0; at++)
        {
            var (name, value) = Header(lines[at]);
            if (!Variable().IsMatch(value) && !IsKey(name))
            {
                parts.Add($"-H {Quoted($"{name}: {value}")}");
            }
        }

        if (key is not null)
        {
            parts.Add($"-H {Quoted($"X-API-Key: {key}")}");
        }

        var body = string.Join('\n', lines.Skip(at).TakeWhile(l => !l.StartsWith("###", StringComparison.Ordinal))
            .Where(l => !l.StartsWith('#'))).Trim();
        if (body.Length > 0)
        {
            parts.Add($"-d {Quoted(body)}");
        }

        return string.Join(' ', parts);
    }

    private static string Health(string url) => $"curl -s {Quoted($"{url}/health")}";

    private static (string Name, string Value) Header(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return (line[..colon].Trim(), line[(colon + 1)..].Trim());
    }

    private static bool IsKey(string header) =>
        header.Equals("X-API-Key", StringComparison.OrdinalIgnoreCase) || header.Equals("Authorization", StringComparison.OrdinalIgnoreCase);

    private static string Quoted(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^(?<method>GET|POST|PUT|PATCH|DELETE)\s+(?:\{\{\w+\}\}|https?://[^/\s]+)?(?<path>/\S*)")]
    private static partial Regex Request();

    [GeneratedRegex(@"\{\{.*?\}\}")]
    private static partial Regex Variable();
}
