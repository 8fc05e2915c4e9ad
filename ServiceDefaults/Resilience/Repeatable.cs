namespace Platform.ServiceDefaults.Resilience;

/// <summary>Decides whether a call may be made again: only where twice is the same as once, and the body is still there.</summary>
internal static class Repeatable
{
    // A larger body would be held in memory for a retry that seldom comes.
    private const long LargestBody = 1024 * 1024;

    private static readonly HttpMethod[] Idempotent =
        [HttpMethod.Get, HttpMethod.Head, HttpMethod.Options, HttpMethod.Trace, HttpMethod.Put, HttpMethod.Delete];

    internal static async ValueTask<bool> PrepareAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!Idempotent.Contains(request.Method) && !request.Headers.Contains("Idempotency-Key"))
        {
            return false;
        }

        if (request.Content is not { } content)
        {
            return true;
        }

        if (content.Headers.ContentLength is not <= LargestBody)
        {
            return false;
        }

        await content.LoadIntoBufferAsync(LargestBody, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
