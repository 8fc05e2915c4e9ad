using System.Globalization;
using System.Numerics;
using System.Text;

namespace Ledger.Api.Proofs.Statements;

/// <summary>Writes one flat JSON object in RFC 8785 form; the caller adds members in canonical order.</summary>
internal sealed class CanonicalObject
{
    private readonly StringBuilder _text = new("{");

    public void Text(string name, string value)
    {
        Name(name);
        Quote(value);
    }

    public void Integer(string name, int value)
    {
        Name(name);
        _text.Append(value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>An integer as a decimal string.</summary>
    public void BigText(string name, BigInteger value) => Text(name, Decimal(value));

    public void Texts(string name, IEnumerable<string> values) => Array(name, values, Quote);

    /// <summary>Integers as decimal strings.</summary>
    public void BigTexts(string name, IEnumerable<BigInteger> values) => Texts(name, values.Select(Decimal));

    /// <summary>`[[column,"value"],…]`.</summary>
    public void Claims(string name, IEnumerable<ColumnClaim> claims) => Array(name, claims, claim =>
    {
        _text.Append('[');
        Quote(claim.Column);
        _text.Append(',');
        Quote(Decimal(claim.Value));
        _text.Append(']');
    });

    /// <summary>`[[column,weight],…]`.</summary>
    public void Terms(string name, IEnumerable<ColumnTerm> terms) => Array(name, terms, term =>
    {
        _text.Append('[');
        Quote(term.Column);
        _text.Append(',').Append(term.Weight.ToString(CultureInfo.InvariantCulture)).Append(']');
    });

    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(_text.ToString() + "}");

    private static string Decimal(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);

    private void Array<T>(string name, IEnumerable<T> values, Action<T> write)
    {
        Name(name);
        _text.Append('[');
        var first = true;
        foreach (var value in values)
        {
            if (!first)
            {
                _text.Append(',');
            }

            first = false;
            write(value);
        }

        _text.Append(']');
    }

    private void Name(string name)
    {
        if (_text.Length > 1)
        {
            _text.Append(',');
        }

        _text.Append('"').Append(name).Append("\":");
    }

    /// <summary>RFC 8785 §3.2.2.2: only quote, backslash and control characters are escaped.</summary>
    private void Quote(string value)
    {
        _text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => _text.Append("\\\""),
                '\\' => _text.Append("\\\\"),
                '\b' => _text.Append("\\b"),
                '\t' => _text.Append("\\t"),
                '\n' => _text.Append("\\n"),
                '\f' => _text.Append("\\f"),
                '\r' => _text.Append("\\r"),
                < ' ' => _text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => _text.Append(c),
            };
        }

        _text.Append('"');
    }
}
