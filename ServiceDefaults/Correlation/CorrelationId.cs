namespace Platform.ServiceDefaults.Correlation;

/// <summary>The id of the work that is being done: set per request, flows with the asynchronous context.</summary>
public static class CorrelationId
{
    private static readonly AsyncLocal<string?> Flowing = new();

    /// <summary>The current id; null outside any request or job.</summary>
    public static string? Current => Flowing.Value;

    /// <summary>Sets the id for what follows in this asynchronous context; background work names its job so.</summary>
    /// <param name="id">The id, already checked.</param>
    /// <returns>Puts the former id back when disposed.</returns>
    public static IDisposable Begin(string id)
    {
        var former = new Scope(Flowing.Value);
        Flowing.Value = id;
        return former;
    }

    private sealed class Scope(string? former) : IDisposable
    {
        public void Dispose() => Flowing.Value = former;
    }
}
