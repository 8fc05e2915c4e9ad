using System.Buffers;

namespace Platform.ServiceDefaults.Redaction;

/// <summary>
/// Credentials that are known by their shape: a prefix, then at least so many characters of one alphabet. The table is
/// that of the Synthesizer's contract, section 11.1, and holds for every service.
/// </summary>
internal static class TokenShapes
{
    private static readonly SearchValues<char> Alphanumeric =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    private static readonly SearchValues<char> Url64 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private const string WebToken = "eyJ";

    private static readonly SearchValues<char> Upper = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    private static readonly Shape[] Shapes =
    [
        new("ghp_", 36, Alphanumeric), new("gho_", 36, Alphanumeric), new("ghu_", 36, Alphanumeric),
        new("ghs_", 36, Alphanumeric), new("ghr_", 36, Alphanumeric), new("github_pat_", 20, Url64),
        new("glpat-", 20, Url64), new("hf_", 30, Alphanumeric), new("sk-", 20, Url64), new("gsk_", 20, Alphanumeric),
        new("xai-", 20, Url64), new("sk_live_", 16, Alphanumeric), new("sk_test_", 16, Alphanumeric),
        new("rk_live_", 16, Alphanumeric), new("rk_test_", 16, Alphanumeric), new("xoxa-", 10, Url64),
        new("xoxb-", 10, Url64), new("xoxe-", 10, Url64), new("xoxo-", 10, Url64), new("xoxp-", 10, Url64),
        new("xoxr-", 10, Url64), new("xoxs-", 10, Url64), new("AIza", 35, Url64), new("AKIA", 16, Upper),
        new("ASIA", 16, Upper), new("npm_", 36, Alphanumeric), new("pypi-", 50, Url64), new(WebToken, 20, Url64),
    ];

    private static readonly SearchValues<string> Prefixes =
        SearchValues.Create([.. Shapes.Select(shape => shape.Prefix)], StringComparison.Ordinal);

    /// <summary>First credential at or after <paramref name="from"/>, as start and end; null when there is none.</summary>
    internal static (int Start, int End)? Find(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length)
        {
            var offset = text[from..].IndexOfAny(Prefixes);
            if (offset < 0)
            {
                return null;
            }

            var start = from + offset;
            if (End(text, start) is { } end)
            {
                return (start, end);
            }

            from = start + 1;
        }

        return null;
    }

    private static int? End(ReadOnlySpan<char> text, int start)
    {
        foreach (var shape in Shapes)
        {
            if (!text[start..].StartsWith(shape.Prefix, StringComparison.Ordinal) || !Begins(text, start, shape))
            {
                continue;
            }

            var end = RunEnd(text, start + shape.Prefix.Length, shape.Alphabet);
            if (shape.Prefix == WebToken)
            {
                end = SecondAndThirdPart(text, end);
            }

            if (end - start >= shape.Prefix.Length + shape.MinLength)
            {
                return end;
            }
        }

        return null;
    }

    private static int RunEnd(ReadOnlySpan<char> text, int start, SearchValues<char> alphabet)
    {
        var length = text[start..].IndexOfAnyExcept(alphabet);
        return length < 0 ? text.Length : start + length;
    }

    // A JSON web token has three parts; anything else that begins like one is some Base64 of JSON.
    private static int SecondAndThirdPart(ReadOnlySpan<char> text, int firstEnd)
    {
        var end = firstEnd;
        for (var part = 0; part < 2; part++)
        {
            if (end >= text.Length || text[end] != '.')
            {
                return 0;
            }

            end = RunEnd(text, end + 1, Url64);
        }

        return end;
    }

    // A prefix inside a word (task-, risk-) begins nothing. A web token must not begin inside a run of its own alphabet
    // either: that run has been looked at, and looking again at each place would cost the square of its length.
    private static bool Begins(ReadOnlySpan<char> text, int start, Shape shape) =>
        start == 0 || !(shape.Prefix == WebToken ? Url64 : Alphanumeric).Contains(text[start - 1]);

    private sealed record Shape(string Prefix, int MinLength, SearchValues<char> Alphabet);
}
