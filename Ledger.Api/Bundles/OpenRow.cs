using System.Globalization;
using System.Text;
using System.Text.Json;
using Ledger.Api.Datasets;
using Ledger.Api.Ledgers;
using Ledger.Api.Requests;
using Ledger.Api.Tables;
using Ledger.Api.Tree;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Bundles;

/// <summary>A disclosed row: its text under the row root, and the proof that the committed integers are the same.</summary>
/// <param name="Row">Row, from 0.</param>
/// <param name="Text">Canonical text by column name; null for a missing cell.</param>
/// <param name="Salt">Salt of the row's leaf, base64.</param>
/// <param name="RowPath">Path of the leaf to the row root.</param>
/// <param name="RowRoot">Root over the row leaves.</param>
/// <param name="RowRootPath">Path of the row root's leaf to the dataset root.</param>
/// <param name="Bundle">Bundle of the <c>row</c> statement; absent when no column is committed.</param>
public sealed record RowDisclosure(
    long Row, IReadOnlyDictionary<string, string?> Text, byte[] Salt, IReadOnlyList<Digest> RowPath, Digest RowRoot,
    IReadOnlyList<Digest> RowRootPath, JsonElement? Bundle);

/// <summary>POST …/rows/{i}/open.</summary>
internal static class OpenRow
{
    public static async Task<IResult> HandleAsync(
        HttpContext http, string n, string v, string i, DatasetStore datasets, ProofMaker proofs, CancellationToken cancellation)
    {
        var ledger = http.Ledger();
        if (await datasets.FindVersionAsync(ledger.Id, n, v, cancellation) is not { } version)
        {
            return new ErrorResult(LedgerErrors.NoDataset($"{n}@{v}"));
        }

        if (!int.TryParse(i, NumberStyles.None, CultureInfo.InvariantCulture, out var row) || row >= version.Rows)
        {
            return new ErrorResult(LedgerErrors.Statement($"row: {i} is not in 0..{version.Rows - 1}"));
        }

        if (!(await datasets.OpenAsync(ledger.Id, version, cancellation)).TryGet(out var dataset, out var error))
        {
            return new ErrorResult(error);
        }

        using (dataset)
        {
            var statement = Statement(dataset, row);
            JsonElement? bundle = null;
            if (dataset.Shape.Columns.Count > 0)
            {
                if (!(await proofs.MakeAsync(ledger, [version], statement, "", null, null, cancellation)).TryGet(out var made, out error))
                {
                    return new ErrorResult(error);
                }

                bundle = JsonElement.Parse(made.Bytes);
            }

            return TypedResults.Ok(Disclose(dataset, row, bundle));
        }
    }

    private static JsonElement Statement(PreparedDataset dataset, int row) => JsonSerializer.SerializeToElement(new
    {
        type = "row",
        v = 1,
        row = row.ToString(CultureInfo.InvariantCulture),
        values = dataset.Shape.Columns.Select(column =>
            new[] { column.Name, dataset.Packed(column.Index)[row].ToString(CultureInfo.InvariantCulture) }),
    });

    private static RowDisclosure Disclose(PreparedDataset dataset, int row, JsonElement? bundle)
    {
        var (chunk, within) = Math.DivRem(row, RowLeaves.ChunkRows);
        Digest[] path =
        [
            .. new MerkleTree(RowLeaves.Chunk(dataset.Table, dataset.Key.Bytes, chunk)).Inclusion(within),
            .. new MerkleTree(dataset.RowChunks).Inclusion(chunk),
        ];
        return new RowDisclosure(
            row,
            dataset.Table.Columns.ToDictionary(column => column.Spec.Name, column => Text(column, row)),
            RowLeaves.Salt(dataset.Key.Bytes, row),
            path,
            dataset.RowRoot,
            dataset.Tree.Inclusion(1),
            bundle);
    }

    private static string? Text(TableColumn column, int row) => column.IsNull(row) ? null
        : column.Text is { } text ? Encoding.UTF8.GetString(text[row])
        : CanonicalText.Write(column.Spec.Type, column.Spec.Scale, column.Values![row]);
}
