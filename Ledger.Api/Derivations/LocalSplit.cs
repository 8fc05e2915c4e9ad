using Ledger.Api.Datasets;
using Ledger.Api.Ledgers;
using Ledger.Api.Proofs;
using Ledger.Api.Proofs.Statements;
using Ledger.Api.Tables;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Derivations;

/// <summary>
/// A split made where the rows are: everything but rows and keys. The service checks what it can see, that each part is
/// well-formed and that the map uses each source row once; that the cells are those of the source is for the owner's proof.
/// </summary>
/// <param name="Train">The training part, as for POST …/datasets.</param>
/// <param name="Test">The test part, alike.</param>
/// <param name="Map">Per output row, those of the training part first, LE32(0)‖LE32(source row); base64.</param>
public sealed record LocalSplit(LocalDataset? Train, LocalDataset? Test, byte[]? Map)
{
    /// <summary>The parts, when they fit the source and the names.</summary>
    internal Outcome<LocalParts> Check(LedgerInfo ledger, DatasetVersion source, string trainName, string testName)
    {
        if (Train is null || Test is null || Map is null || Train.Manifest?.Name != trainName || Test.Manifest?.Name != testName)
        {
            return LedgerErrors.BadRequest("local: train and test, named as the request says, and map are wanted.");
        }

        if (!LocalNotarizer.Check(ledger, Train).TryGet(out var train, out var error) || !LocalNotarizer.Check(ledger, Test).TryGet(out var test, out error))
        {
            return error;
        }

        if (!Columns(Train.Header!).SequenceEqual(Columns(source.Header)) || !Columns(Test.Header!).SequenceEqual(Columns(source.Header)))
        {
            return LedgerErrors.Statement("local: a part of a split has the columns of its source, in their order.");
        }

        var map = new DerivationMap(Map);
        var statement = new DeriveStatement([], map.Sha256, 1);
        DatasetShape[] shapes = [source.Subject.Shape, PreparedDataset.ShapeOf(Train.Header!), PreparedDataset.ShapeOf(Test.Header!)];
        return map.Check(statement, shapes) is { } problem ? new InvalidMap($"local.map: {problem}.")
            : map.IsBijection(statement, shapes) ? new LocalParts(train, test, map)
            : new InvalidMap("local.map: each source row exactly once is wanted.");
    }

    private static IEnumerable<(string, ColumnType, int, bool)> Columns(DatasetHeader header) =>
        header.Columns.Select(column => (column.Name, column.Type, column.Scale, column.Committed));
}

/// <summary>A local split's parts, checked.</summary>
internal sealed record LocalParts(StoredDataset Train, StoredDataset Test, DerivationMap Map);
