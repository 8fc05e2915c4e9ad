using System.Buffers;
using System.Text;

namespace Platform.ServiceDefaults.Redaction;

/// <summary>
/// Masks secrets in text: values this process holds (<see cref="KnownSecrets"/>), credentials of known shape, values
/// under sensitive keys (<c>k=v</c>, <c>k: v</c>, JSON, query), authorization headers, user information in URLs and PEM
/// private keys. Linear in the length of the text, thread safe, deterministic.
/// </summary>
public static class Redactor
{
    /// <summary>What replaces a secret; one of 12 or more characters that is no password keeps its first 4 before it.</summary>
    public const string Mask = "****";

    private const int ShownFromLength = 12;
    private const int Shown = 4;
    private const int LongestKeyTail = 64;
    private const string PemBegin = "-----BEGIN ";
    private const string PemKey = "PRIVATE KEY-----";
    private const string PemEnd = "-----END ";

    // Where an unquoted value ends.
    private static readonly SearchValues<char> ValueEnd = SearchValues.Create(" \t\r\n\"'`,;&)]}<>");
    private static readonly SearchValues<char> KeyTail =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    private static readonly SearchValues<char> UserInfoEnd = SearchValues.Create(" \t\r\n\"'`/?#<>@");
    private static readonly SearchValues<char> Credential =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    /// <summary>The text with every secret masked; the same instance when there is none.</summary>
    public static string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = new List<Span>();
        FindKnown(text, found);
        FindShapes(text, found);
        FindKeys(text, found);
        FindBearers(text, found);
        FindUserInfo(text, found);
        FindPem(text, found);
        return found.Count == 0 ? text : Compose(text, found);
    }

    /// <summary>A single value: masked wholly when its key is sensitive, else as text.</summary>
    public static string Redact(string key, string value) =>
        SensitiveKeys.IsSensitive(key) && !SensitiveKeys.IsCount(key, value)
            ? Masked(value, SensitiveKeys.IsPassword(key))
            : Redact(value);

    private static string Masked(ReadOnlySpan<char> secret, bool hideAll) =>
        hideAll || secret.Length < ShownFromLength ? Mask : string.Concat(secret[..Shown], Mask);

    private static string Compose(string text, List<Span> found)
    {
        found.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        var result = new StringBuilder(text.Length);
        var at = 0;
        for (var i = 0; i < found.Count;)
        {
            var (start, end, hideAll) = found[i];
            // Finds that overlap are one secret.
            for (i++; i < found.Count && found[i].Start < end; i++)
            {
                end = Math.Max(end, found[i].End);
                hideAll |= found[i].HideAll;
            }

            result.Append(text, at, start - at).Append(Masked(text.AsSpan(start, end - start), hideAll));
            at = end;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    private static void FindKnown(ReadOnlySpan<char> text, List<Span> found)
    {
        for (var from = 0; KnownSecrets.Find(text[from..]) is var (index, length);)
        {
            found.Add(new Span(from + index, from + index + length, HideAll: true));
            from += index + length;
        }
    }

    private static void FindShapes(ReadOnlySpan<char> text, List<Span> found)
    {
        for (var from = 0; TokenShapes.Find(text, from) is var (start, end); from = end)
        {
            found.Add(new Span(start, end, HideAll: false));
        }
    }

    private static void FindKeys(ReadOnlySpan<char> text, List<Span> found)
    {
        var from = 0;
        while (text[from..].IndexOfAny(SensitiveKeys.Search) is var offset && offset >= 0)
        {
            var word = from + offset;
            var value = ValueAfterKey(text, word, out var keyEnd);
            from = value.End > value.Start ? value.End : keyEnd;
            var secret = text[value.Start..value.End];
            var key = text[word..keyEnd];
            if (!secret.IsEmpty && !SensitiveKeys.IsProse(key) && !SensitiveKeys.IsCount(key, secret) && !secret.SequenceEqual(Secret.Printed))
            {
                found.Add(new Span(value.Start, value.End, SensitiveKeys.IsPassword(key)));
            }
        }
    }

    // From a sensitive word: the rest of the key, a closing quote, a separator, an opening quote, the value.
    private static (int Start, int End) ValueAfterKey(ReadOnlySpan<char> text, int word, out int keyEnd)
    {
        var tail = text.Slice(word, Math.Min(LongestKeyTail, text.Length - word)).IndexOfAnyExcept(KeyTail);
        keyEnd = tail < 0 ? Math.Min(text.Length, word + LongestKeyTail) : word + tail;
        var at = SkipSpace(text, SkipQuote(text, keyEnd));
        if (at >= text.Length || text[at] is not (':' or '='))
        {
            return (keyEnd, keyEnd);
        }

        at = SkipSpace(text, at + 1);
        var start = SkipQuote(text, at);
        if (start > at)
        {
            return (start, QuotedEnd(text, start, text[start - 1]));
        }

        var end = PlainEnd(text, start);
        // Authorization: <scheme> <credential>
        if (text[start..end] is "Bearer" or "Basic" or "Token" or "token" or "bearer" or "basic" or "Digest")
        {
            start = SkipSpace(text, end);
            end = PlainEnd(text, start);
        }

        return (start, end);
    }

    // JSON inside a JSON string has its quotes behind a backslash.
    private static int SkipQuote(ReadOnlySpan<char> text, int at)
    {
        var quote = at < text.Length && text[at] == '\\' ? at + 1 : at;
        return quote < text.Length && text[quote] is '"' or '\'' ? quote + 1 : at;
    }

    private static int QuotedEnd(ReadOnlySpan<char> text, int start, char quote)
    {
        // A quote behind a backslash belongs to the value, unless the value's own quotes stand behind one.
        var nested = start >= 2 && text[start - 2] == '\\';
        for (var at = start; at < text.Length; at++)
        {
            if (text[at] == '\\' && !nested)
            {
                at++;
            }
            else if (text[at] == quote)
            {
                return nested && text[at - 1] == '\\' ? at - 1 : at;
            }
        }

        return text.Length;
    }

    private static int PlainEnd(ReadOnlySpan<char> text, int start)
    {
        var length = text[start..].IndexOfAny(ValueEnd);
        return length < 0 ? text.Length : start + length;
    }

    private static int SkipSpace(ReadOnlySpan<char> text, int at)
    {
        var limit = Math.Min(text.Length, at + 8);
        while (at < limit && text[at] is ' ' or '\t')
        {
            at++;
        }

        return at;
    }

    // Headers written without their name: only what looks like a credential, so that prose about "basic" things stays.
    private static void FindBearers(ReadOnlySpan<char> text, List<Span> found)
    {
        FindScheme(text, "Bearer ", found);
        FindScheme(text, "Basic ", found);
    }

    private static void FindScheme(ReadOnlySpan<char> text, string scheme, List<Span> found)
    {
        const int shortest = 16;
        var from = 0;
        while (text[from..].IndexOf(scheme, StringComparison.OrdinalIgnoreCase) is var offset && offset >= 0)
        {
            var start = from + offset + scheme.Length;
            var length = text[start..].IndexOfAnyExcept(Credential);
            from = start + (length < 0 ? text.Length - start : length);
            if (from - start >= shortest && text[start..from].ContainsAnyInRange('0', '9'))
            {
                found.Add(new Span(start, from, HideAll: false));
            }
        }
    }

    private static void FindUserInfo(ReadOnlySpan<char> text, List<Span> found)
    {
        var from = 0;
        while (text[from..].IndexOf("://", StringComparison.Ordinal) is var offset && offset >= 0)
        {
            var start = from + offset + 3;
            var length = text[start..].IndexOfAny(UserInfoEnd);
            from = start + (length < 0 ? text.Length - start : length);
            if (from > start && from < text.Length && text[from] == '@')
            {
                found.Add(new Span(start, from, HideAll: true));
            }
        }
    }

    private static void FindPem(ReadOnlySpan<char> text, List<Span> found)
    {
        var from = 0;
        while (text[from..].IndexOf(PemBegin, StringComparison.Ordinal) is var offset && offset >= 0)
        {
            var start = from + offset;
            from = start + PemBegin.Length;
            var label = text[from..Math.Min(text.Length, from + LongestKeyTail)].IndexOf(PemKey, StringComparison.Ordinal);
            if (label >= 0)
            {
                var body = from + label + PemKey.Length;
                var end = text[body..].IndexOf(PemEnd, StringComparison.Ordinal);
                from = end < 0 ? text.Length : Math.Min(text.Length, body + end + PemEnd.Length + label + PemKey.Length);
                found.Add(new Span(start, from, HideAll: true));
            }
        }
    }

    private readonly record struct Span(int Start, int End, bool HideAll);
}
