namespace Ledger.Api.Backups.Targets;

/// <summary>An object that lies in a target.</summary>
/// <param name="Path">Its path, parts separated by <c>/</c>.</param>
/// <param name="Bytes">Its length.</param>
internal readonly record struct StoredObject(string Path, long Bytes);

/// <summary>A place where backups lie: objects under paths, each written whole or not at all.</summary>
internal interface IBackupTarget
{
    /// <summary>How answers and messages call it: <c>local</c> or <c>remote</c>.</summary>
    string Name { get; }

    /// <summary>Objects whose path begins so, in ordinal order.</summary>
    Task<IReadOnlyList<StoredObject>> ListAsync(string prefix, CancellationToken cancellation);

    /// <summary>An object's bytes; null when there is none.</summary>
    Task<Stream?> OpenAsync(string path, CancellationToken cancellation);

    /// <summary>Stores a file under a path; nobody sees a part of it.</summary>
    Task PutAsync(string path, string file, CancellationToken cancellation);

    /// <summary>Removes an object; removing what is not there does nothing.</summary>
    Task DeleteAsync(string path, CancellationToken cancellation);

    /// <summary>Removes what writes under a prefix left behind that were begun before a time and never ended.</summary>
    Task SweepAsync(string prefix, DateTimeOffset before, CancellationToken cancellation);
}
