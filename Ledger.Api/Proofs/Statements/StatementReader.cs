using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Ledger.Api.Proofs.Statements;

/// <summary>Reads the members of a statement strictly, remembering the first problem instead of throwing.</summary>
internal sealed class StatementReader
{
    // No honest statement names more: 1,000 columns and their masks.
    private const int MaxItems = 2000;
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private string? _problem;

    public StatementReader(JsonElement json)
    {
        Type = "";
        if (json.ValueKind != JsonValueKind.Object)
        {
            _problem = "statement: not a JSON object";
            return;
        }

        foreach (var member in json.EnumerateObject())
        {
            if (!_members.TryAdd(member.Name, member.Value))
            {
                _problem ??= $"{member.Name}: given twice";
            }
        }

        Type = Text("type");
        if (Integer("v") != 1)
        {
            Fail("v: 1 wanted");
        }
    }

    /// <summary>The member `type`, or an empty text.</summary>
    public string Type { get; }

    public T? Fail<T>(string problem)
        where T : class
    {
        Fail(problem);
        return null;
    }

    /// <summary>The first problem, a member that nobody read being one.</summary>
    public string? Finish() =>
        _problem ?? (_members.Count == 0 ? null : $"{_members.Keys.First()}: not a member of a {Type} statement");

    public string Text(string name) => Take(name, out var value) ? TextOf(name, value) : "";

    public int Integer(string name) => Take(name, out var value) ? IntegerOf(name, value) : 0;

    public BigInteger BigText(string name) => Take(name, out var value) ? BigOf(name, value) : 0;

    public IReadOnlyList<string> Texts(string name) => Items(name, value => TextOf(name, value));

    public IReadOnlyList<BigInteger> BigTexts(string name) => [.. Texts(name).Select(text => BigOf(name, text))];

    public IReadOnlyList<ColumnClaim> Claims(string name) =>
        Items(name, value => Pair(name, value, (c, v) => new ColumnClaim(TextOf(name, c), BigOf(name, v))));

    public IReadOnlyList<ColumnTerm> Terms(string name) =>
        Items(name, value => Pair(name, value, (c, w) => new ColumnTerm(TextOf(name, c), IntegerOf(name, w))));

    public void Fail(string problem) => _problem ??= problem;

    private bool Take(string name, out JsonElement value)
    {
        if (_members.Remove(name, out value))
        {
            return true;
        }

        Fail($"{name}: missing");
        return false;
    }

    private T[] Items<T>(string name, Func<JsonElement, T?> read)
        where T : class
    {
        if (!Take(name, out var value))
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is 0 or > MaxItems)
        {
            Fail($"{name}: an array of 1 to {MaxItems} items wanted");
            return [];
        }

        return [.. value.EnumerateArray().Select(read).OfType<T>()];
    }

    private T? Pair<T>(string name, JsonElement value, Func<JsonElement, JsonElement, T> make)
        where T : class =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2
            ? make(value[0], value[1])
            : Fail<T>($"{name}: pairs wanted");

    private string TextOf(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            try
            {
                return value.GetString()!;
            }
            catch (InvalidOperationException)
            {
                // An escaped lone surrogate: no text, and no RFC 8785 form.
            }
        }

        Fail($"{name}: text wanted");
        return "";
    }

    private int IntegerOf(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number && IsDecimal(value.GetRawText()) && value.TryGetInt32(out var integer)
            && integer != int.MinValue)
        {
            return integer;
        }

        Fail($"{name}: an integer of magnitude below 2^31 wanted, as a JSON number");
        return 0;
    }

    private BigInteger BigOf(string name, JsonElement value) =>
        BigOf(name, value.ValueKind == JsonValueKind.String ? TextOf(name, value) : "");

    private BigInteger BigOf(string name, string text)
    {
        if (IsDecimal(text))
        {
            return BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }

        Fail($"{name}: a decimal integer wanted, as a JSON string");
        return 0;
    }

    /// <summary>`0` or `-?[1-9][0-9]*`, at most 80 characters (ℓ has 76 digits).</summary>
    private static bool IsDecimal(string text)
    {
        var digits = text.AsSpan(text.StartsWith('-') ? 1 : 0);
        return text == "0" || (digits.Length is > 0 and <= 80 && digits[0] != '0' && !digits.ContainsAnyExceptInRange('0', '9'));
    }
}
