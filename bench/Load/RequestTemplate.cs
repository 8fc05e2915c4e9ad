using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Load;

/// <summary>
/// The bytes of a request. <c>{run}</c> in its headers or body becomes 16 hexadecimal digits of this run, <c>{n}</c> the
/// request's number in ten digits, so that a service which stores what it is sent is sent something new each time.
/// </summary>
internal sealed class RequestTemplate
{
    private const int Digits = 10;

    private readonly byte[] _bytes;
    private readonly int[] _numbers;

    private RequestTemplate(byte[] bytes, int[] numbers) => (_bytes, _numbers) = (bytes, numbers);

    /// <summary>The request that a run sends.</summary>
    /// <param name="url">Where to.</param>
    /// <param name="method">Method; null for POST with a body and GET without.</param>
    /// <param name="headers">Lines <c>Name: value</c>.</param>
    /// <param name="body">Body, sent as JSON unless a header says otherwise.</param>
    public static RequestTemplate From(Uri url, string? method, IReadOnlyList<string> headers, byte[] body)
    {
        var text = new Text();
        text.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{method ?? (body.Length > 0 ? "POST" : "GET")} {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\n"));
        foreach (var header in headers)
        {
            text.Add(header + "\r\n");
        }

        var content = new Text();
        content.Add(Encoding.UTF8.GetString(body));
        if (body.Length > 0)
        {
            var type = headers.Any(header => header.StartsWith("content-type", StringComparison.OrdinalIgnoreCase))
                ? ""
                : "Content-Type: application/json\r\n";
            text.Add(string.Create(CultureInfo.InvariantCulture, $"{type}Content-Length: {content.Length}\r\n"));
        }

        text.Add("\r\n");
        return new([.. text.Bytes, .. content.Bytes], [.. text.Numbers, .. content.Numbers.Select(at => at + text.Length)]);
    }

    /// <summary>A copy of the bytes, to be numbered by one connection.</summary>
    public byte[] Copy() => [.. _bytes];

    /// <summary>Writes a request's number into a copy.</summary>
    public void Number(Span<byte> copy, long number)
    {
        foreach (var at in _numbers)
        {
            number.TryFormat(copy.Slice(at, Digits), out _, "D10", CultureInfo.InvariantCulture);
        }
    }

    // Text with its marks replaced: {run} at once, {n} by zeros whose places are kept.
    private sealed class Text
    {
        private const string NumberMark = "{n}";
        private static readonly string Run = RandomNumberGenerator.GetHexString(16, lowercase: true);

        public List<byte> Bytes { get; } = [];

        public List<int> Numbers { get; } = [];

        public int Length => Bytes.Count;

        public void Add(string text)
        {
            var parts = text.Replace("{run}", Run, StringComparison.Ordinal).Split(NumberMark);
            for (var i = 0; i < parts.Length; i++)
            {
                if (i > 0)
                {
                    Numbers.Add(Length);
                    Bytes.AddRange(Encoding.ASCII.GetBytes(new string('0', Digits)));
                }

                Bytes.AddRange(Encoding.UTF8.GetBytes(parts[i]));
            }
        }
    }
}
