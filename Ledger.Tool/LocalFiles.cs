using System.Security.Cryptography;
using System.Text.Json;
using Ledger.Api.Canonical;
using Ledger.Api.Datasets;
using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Reading;
using Ledger.Api.Tables;
using Ledger.Api.Tree;

namespace Ledger.Tool;

/// <summary>What commands leave for each other: the request, which may leave the house, and beside it the dataset key, which must not.</summary>
internal static class LocalFiles
{
    /// <summary>What may leave the house of a dataset that was committed here.</summary>
    public static LocalDataset Request(Manifest manifest, PreparedDataset dataset, in Digest fileHash) => new(
        manifest, dataset.Header, dataset.RowRoot.ToBase64(), dataset.FileCommitment(fileHash).ToBase64(),
        dataset.Shape.Columns.ToDictionary(column => column.Index, column => dataset.Commitments(column.Index).ToArray()), dataset.WellFormed);

    /// <summary>Writes JSON as the service reads it.</summary>
    public static Task WriteAsync<T>(string path, T value, CancellationToken cancellation) =>
        File.WriteAllBytesAsync(path, JsonSerializer.SerializeToUtf8Bytes(value, LedgerJson.Options), cancellation);

    /// <summary>A new file that its owner alone may read.</summary>
    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <summary>Writes a dataset's key beside its request, for its owner alone.</summary>
    public static async Task WriteKeyAsync(string request, DatasetKey key, CancellationToken cancellation)
    {
        var bytes = key.Bytes.ToArray();
        await using var file = Create(KeyOf(request));
        await file.WriteAsync(bytes, cancellation);
        CryptographicOperations.ZeroMemory(bytes);
    }

    /// <summary>The key of a request.</summary>
    public static async Task<DatasetKey> ReadKeyAsync(string request, CancellationToken cancellation) =>
        await File.ReadAllBytesAsync(KeyOf(request), cancellation) is { Length: DatasetKey.KeyBytes } key ? new DatasetKey(key)
            : throw new ToolException($"{Path.GetFileName(KeyOf(request))}: {DatasetKey.KeyBytes} bytes are wanted.");

    /// <summary>A request that was written here.</summary>
    public static async Task<LocalDataset> ReadAsync(FileInfo request, CancellationToken cancellation) =>
        JsonSerializer.Deserialize<LocalDataset>(await File.ReadAllBytesAsync(request.FullName, cancellation), LedgerJson.Options)
            is { Header: not null, WellFormed: not null, Manifest: not null } sent ? sent
            : throw new ToolException($"{request.Name}: not what 'ledger commit' writes.");

    /// <summary>The rows of a file, read as its request says.</summary>
    public static async Task<Table> RowsAsync(FileInfo file, LocalDataset sent, ProgressBar bar, CancellationToken cancellation)
    {
        await using var rows = file.OpenRead();
        await using var watched = new WatchedStream(rows, bar);
        return (await new TableReader(sent.Manifest!.ToOptions(file.Name, null).OrThrow()).ReadAsync(watched, cancellation)).OrThrow().Table;
    }

    private static string KeyOf(string request) => request + ".key";
}
