namespace Aspire.Hosting.Running;

/// <summary>
/// Pauses between restarts: 0.25 s after the first crash, doubling up to 15 s. A life of a minute makes it begin anew.
/// Not thread safe.
/// </summary>
internal sealed class Backoff(TimeProvider time)
{
    internal static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    internal static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);
    internal static readonly TimeSpan Forgiven = TimeSpan.FromMinutes(1);

    private TimeSpan _next = First;
    private long _last;

    /// <summary>Begins anew.</summary>
    internal void Reset() => _next = First;

    /// <summary>The pause before the next start.</summary>
    internal TimeSpan Next()
    {
        if (_last != 0 && time.GetElapsedTime(_last) > Forgiven)
        {
            Reset();
        }

        _last = time.GetTimestamp();
        var pause = _next;
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return pause;
    }
}
