namespace Platform.ServiceDefaults.Auth;

/// <summary>Keys kept elsewhere than in settings, such as a service's own table. Asked after the settings' keys.</summary>
public interface IApiKeySource
{
    /// <summary>Finds whose key this is. Implementations compare SHA-256 hashes, never keys.</summary>
    /// <param name="presented">The key as the caller sent it, 1 to 512 characters.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    /// <returns>The caller, with its roles; null when the key is unknown, expired or revoked.</returns>
    ValueTask<KeyOwner?> FindAsync(string presented, CancellationToken cancellationToken);
}

/// <summary>Whose key it is.</summary>
/// <param name="Id">The caller's id.</param>
/// <param name="Grants">Roles or permissions.</param>
public sealed record KeyOwner(string Id, IReadOnlyList<string> Grants)
{
    /// <summary>Further facts, as name and value, such as the projects that the key is for.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Claims { get; init; } = [];
}
