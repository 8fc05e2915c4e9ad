using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text.Json;

namespace Ledger.Api.Proofs.Statements;

/// <summary>
/// What a proof claims about committed columns, §8.6 and §8.7 of the ledger contract. One record per type; every record
/// has exactly one JSON form, its RFC 8785 bytes, which the transcript absorbs.
/// </summary>
/// <remarks>
/// Integers that may pass 32 bits are decimal strings without leading zeros or `-0`. Columns are named as in the header,
/// mask columns as `name#null`.
/// </remarks>
public abstract record Statement
{
    /// <summary>Largest magnitude of a sum, a bound or its limits: far above 10^7 rows of 2^62, far below ℓ/2.</summary>
    internal static readonly BigInteger SumLimit = BigInteger.One << 127;

    /// <summary>Largest magnitude of a committed integer, 2^62.</summary>
    internal static readonly BigInteger CellLimit = BigInteger.One << 62;

    /// <summary>The member `type`: sum, row, open, pad, bound, moment, derive, member, magnitude or rangeAll.</summary>
    public abstract string Type { get; }

    /// <summary>The first four fixed bytes of a proof are followed by this type number (§8.5).</summary>
    internal abstract byte TypeNumber { get; }

    /// <summary>
    /// Compares names, shapes and ranges with the subjects' headers: null when this statement can be about them, else what
    /// is wrong (field, value, what was wanted). Says nothing about truth.
    /// </summary>
    /// <param name="subjects">Shapes of the subject entries in order; one, except for derive (sources, then outputs).</param>
    public abstract string? Check(IReadOnlyList<DatasetShape> subjects);

    /// <summary>The RFC 8785 bytes.</summary>
    public byte[] ToCanonicalJson()
    {
        var json = new CanonicalObject();
        Write(json);
        return json.ToUtf8();
    }

    /// <summary>Adds the members in the order of RFC 8785 (UTF-16 code units of their names).</summary>
    internal abstract void Write(CanonicalObject json);

    /// <summary>
    /// Reads a statement. Refuses unknown types, unknown, missing or doubled members, other versions than 1, numbers in
    /// any but their one form, and malformed text.
    /// </summary>
    /// <param name="json">The JSON value, white space and member order free.</param>
    /// <param name="statement">The statement, or null.</param>
    /// <param name="problem">Null, or what is wrong.</param>
    public static bool TryParse(
        JsonElement json, [NotNullWhen(true)] out Statement? statement, [NotNullWhen(false)] out string? problem)
    {
        var reader = new StatementReader(json);
        statement = reader.Type switch
        {
            "sum" => SumStatement.Read(reader),
            "row" => RowStatement.Read(reader),
            "open" => OpenStatement.Read(reader),
            "pad" => PadStatement.Read(reader),
            "bound" => BoundStatement.Read(reader),
            "moment" => MomentStatement.Read(reader),
            "member" => MemberStatement.Read(reader),
            "magnitude" => MagnitudeStatement.Read(reader),
            "rangeAll" => RangeAllStatement.Read(reader),
            "derive" => DeriveStatement.Read(reader),
            _ => reader.Fail<Statement>($"type: '{reader.Type}' is not a statement type"),
        };
        problem = reader.Finish();
        if (problem is not null)
        {
            statement = null;
            return false;
        }

        return statement is not null;
    }

    /// <summary>Reads a statement from UTF-8 JSON text; as <see cref="TryParse(JsonElement,out Statement,out string)"/>.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out Statement? statement, [NotNullWhen(false)] out string? problem)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return TryParse(document.RootElement, out statement, out problem);
        }
        catch (JsonException)
        {
            statement = null;
            problem = "statement: not a JSON text";
            return false;
        }
    }

    /// <summary>The single subject of all statements but derive.</summary>
    internal static string? CheckOneSubject(IReadOnlyList<DatasetShape> subjects) =>
        subjects.Count == 1 ? null : $"subjects: {subjects.Count} given, 1 wanted";

    internal static string? CheckColumns(IEnumerable<string> names, DatasetShape shape)
    {
        foreach (var name in names)
        {
            if (!shape.TryFind(name, out _))
            {
                return $"column '{name}' is not a committed column of the header";
            }
        }

        return null;
    }

    internal static string? CheckRange(string field, BigInteger value, BigInteger limit) =>
        BigInteger.Abs(value) <= limit ? null : $"{field}: {value} is outside ±{limit}";
}
