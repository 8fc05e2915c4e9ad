using System.Text;
using Ledger.Api.Errors;
using Ledger.Api.Reading;
using Ledger.Api.Tables;

namespace Ledger.Api.Tests.Reading;

/// <summary>Reads text as a file and shows tables as text, for the tests of this folder.</summary>
internal static class Read
{
    public static readonly RowFormat Csv = new CsvFormat();
    public static readonly RowFormat JsonLines = new JsonLinesFormat();
    public static readonly RowFormat JsonArray = new JsonArrayFormat();

    public static async Task<ReadResult> TableAsync(string text, RowFormat? format = null, Func<ReadOptions, ReadOptions>? with = null)
    {
        var outcome = await OutcomeAsync(Encoding.UTF8.GetBytes(text), format, with);
        return outcome.TryGet(out var result, out var error) ? result : throw new InvalidOperationException(error.ToString());
    }

    public static Task<LedgerError> ErrorAsync(string text, RowFormat? format = null, Func<ReadOptions, ReadOptions>? with = null) =>
        ErrorAsync(Encoding.UTF8.GetBytes(text), format, with);

    public static async Task<LedgerError> ErrorAsync(
        byte[] bytes, RowFormat? format = null, Func<ReadOptions, ReadOptions>? with = null)
    {
        var outcome = await OutcomeAsync(bytes, format, with);
        Assert.False(outcome.TryGet(out _, out var error));
        return Assert.IsType<LedgerError>(error);
    }

    /// <summary>Rows as lines, cells as canonical text joined by |, null as ∅.</summary>
    public static string Show(Table table) => string.Join('\n', Enumerable.Range(0, table.Rows).Select(row =>
        string.Join('|', table.Columns.Select(column => Cell(column, row)))));

    /// <summary>Columns as name:type, with .scale and ? for nullable.</summary>
    public static string Schema(Table table) => string.Join(' ', table.Columns.Select(column => column.Spec).Select(spec =>
        $"{spec.Name}:{spec.Type}{(spec.Scale > 0 ? "." + spec.Scale : "")}{(spec.Nullable ? "?" : "")}"));

    private static string Cell(TableColumn column, int row) => column.IsNull(row) ? "∅"
        : column.Text is { } text ? Encoding.UTF8.GetString(text[row])
        : CanonicalText.Write(column.Spec.Type, column.Spec.Scale, column.Values![row]);

    private static async Task<Platform.ServiceDefaults.Errors.Outcome<ReadResult>> OutcomeAsync(
        byte[] bytes, RowFormat? format, Func<ReadOptions, ReadOptions>? with)
    {
        var options = new ReadOptions { Format = format ?? Csv };
        using var stream = new MemoryStream(bytes);
        return await new TableReader(with?.Invoke(options) ?? options).ReadAsync(stream, TestContext.Current.CancellationToken);
    }
}
