using Ledger.Api.Canonical;
using Ledger.Api.Errors;

namespace Ledger.Api.Reading;

/// <summary>What can be wrong with a file (contract §5, §6). Nothing is stored when one of these is answered.</summary>
internal static class ReadErrors
{
    private const int TextShown = 40;
    private const string NotText = "The file is not UTF-8 text.";

    public static LedgerError FileTooLarge(long limit) => new(413, "file_too_large", "The file is too large.",
        $"A file has at most {limit} bytes.");

    public static LedgerError TooManyRows(int limit) => new(413, "too_many_rows", "The file has too many rows.",
        $"A dataset has at most {limit} rows.");

    public static LedgerError TooManyColumns(int limit) => new(413, "too_many_columns", "The file has too many columns.",
        $"A dataset has at most {limit} columns.");

    public static LedgerError FormatNotSupported(string format) => new(415, "format_not_supported",
        "The file format is not supported.", $"'{format}' cannot be read; send csv, jsonl, ndjson or json.");

    public static LedgerError HashNotSupported(string algorithm) => new(422, "hash_not_supported",
        "The hash algorithm is not supported.", $"'{algorithm}' is not one of sha3-256 and sha2-256.");

    public static LedgerError EmptyFile() => new(422, "empty_file", "The file is empty.", "The file holds no byte to read.");

    public static LedgerError NoRows() => new(422, "no_rows", "The file has no rows.", "There is no row of data.");

    public static LedgerError NoColumns() => new(422, "no_columns", "The file has no columns.", "No column is named.");

    public static LedgerError DuplicateColumn(string name) => new(422, "duplicate_column", "A column name stands twice.",
        $"The column '{name}' is named more than once.");

    public static LedgerError BadColumnName() => new(400, "bad_name", "A name is not allowed.",
        "A column name has 1–128 characters, none of them # or a control character.");

    public static LedgerError Columns(string detail) => new(400, "bad_request", "The request is malformed.", detail);

    public static LedgerError Encoding(long offset) => new(422, "encoding", NotText,
        $"Byte {offset} is a NUL or not part of valid UTF-8.")
    { Members = { ["offset"] = Number(offset) } };

    // A file has at most 2^30 bytes: its lines and bytes are counted in numbers, not in strings as 64-bit integers are.
    private static int Number(long count) => checked((int)count);

    /// <summary>A fault of the header line or of what opens the file.</summary>
    public static LedgerError OfHeader(ReadFault fault) => fault.Code switch
    {
        "no_columns" => NoColumns(),
        "empty_file" => EmptyFile(),
        "duplicate_column" => DuplicateColumn(fault.Column!),
        _ => At(fault, 1),
    };

    /// <summary>A fault in a block, with its line in the file.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="line">Its line, from 1.</param>
    /// <param name="blockOffset">Where the block's first byte is in the file.</param>
    public static LedgerError At(ReadFault fault, long line, long blockOffset = 0)
    {
        var error = new LedgerError(422, fault.Code, Title(fault.Code), $"Line {line}: {fault.Detail}")
        {
            Members = { ["line"] = Number(line) },
        };
        if (fault.Expected is { } expected)
        {
            error.Members["expected"] = expected;
            error.Members["actual"] = fault.Actual;
        }

        if (fault.Code == "encoding")
        {
            error.Members["offset"] = Number(blockOffset + fault.Offset);
        }

        if (fault.Column is not null)
        {
            error.Members["column"] = fault.Column;
            error.Members["text"] = fault.Text is { } text ? Characters.Cut(text, TextShown) : null;
        }

        return error;
    }

    private static string Title(string code) => code switch
    {
        "row_width" => "A row has the wrong number of fields.",
        "encoding" => NotText,
        "quote" => "A quote is out of place.",
        "value_range" => "A value is out of range.",
        "duplicate_column" => "A column name stands twice.",
        _ => "A value cannot be read.",
    };
}
