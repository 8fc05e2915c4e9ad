using System.Collections.Frozen;
using System.Globalization;
using System.Runtime.CompilerServices;
using Ephemeris.Api.Time;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Kernels;

/// <summary>
/// The segments of some kernels, ordered as NAIF orders them: of those that cover an instant the last in its file wins, and
/// the last file over the ones before it. Immutable: a request holds one catalogue from its first state to its last.
/// </summary>
internal sealed class KernelCatalog
{
    private const int MostLinks = 16;
    private const int SolarSystemBarycenter = 0;

    private readonly FrozenDictionary<int, SpkSegment[]> _byTarget;
    private readonly SpkSegment[]?[] _small;

    /// <summary>A catalogue of kernels, the last of them first in precedence.</summary>
    /// <param name="name">How answers and errors name it.</param>
    /// <param name="files">Kernels in loading order.</param>
    /// <param name="withRefused">Whether segments that cannot be evaluated keep their precedence, and so hide lower ones.</param>
    public KernelCatalog(string name, IReadOnlyList<KernelFile> files, bool withRefused = true)
    {
        (Name, Files) = (name, files);
        _byTarget = files
            .SelectMany(file => file.Segments)
            .Where(segment => withRefused || segment.Refusal is null)
            .Reverse()
            .GroupBy(segment => segment.Target)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray());
        // Planets, moons and points have ids below 1000: an index beats a hash.
        _small = new SpkSegment[]?[1000];
        foreach (var (target, segments) in _byTarget)
        {
            if (target is >= 0 and < 1000)
            {
                _small[target] = segments;
            }
        }
    }

    /// <summary>How answers and errors name this catalogue.</summary>
    public string Name { get; }

    /// <summary>Kernels in loading order.</summary>
    public IReadOnlyList<KernelFile> Files { get; }

    /// <summary>Targets that have segments.</summary>
    public IEnumerable<int> Targets => _byTarget.Keys;

    /// <summary>Segments of a target, highest precedence first; empty when there are none.</summary>
    public ReadOnlySpan<SpkSegment> SegmentsOf(int target) =>
        target is >= 0 and < 1000 ? _small[target] : _byTarget.GetValueOrDefault(target);

    /// <summary>Geometric state of one body about another.</summary>
    /// <param name="target">NAIF id.</param>
    /// <param name="center">NAIF id.</param>
    /// <param name="time">TDB.</param>
    /// <returns>State in km and km/s along ICRF axes, or why there is none.</returns>
    /// <remarks>Both chains are cut at their first common body, so that what they share costs no precision.</remarks>
    public Outcome<StateVector> State(int target, int center, EphemerisTime time)
    {
        var error = Walk(target, time, center, out var links, out var count);
        if (error is not null)
        {
            return error;
        }

        if (count > 0 ? links[count - 1].Center == center : target == center)
        {
            return Sum(links, count, time, out var sum) ?? (Outcome<StateVector>)sum;
        }

        error = Walk(center, time, target, out var others, out var otherCount);
        if (error is not null)
        {
            return error;
        }

        // The target may lie on the centre's own chain; else cut what the chains share at their far ends.
        count = otherCount > 0 && others[otherCount - 1].Center == target ? 0 : count;
        while (count > 0 && otherCount > 0 && ReferenceEquals(links[count - 1], others[otherCount - 1]))
        {
            count--;
            otherCount--;
        }

        var end = count > 0 ? links[count - 1].Center : target;
        if (end != (otherCount > 0 ? others[otherCount - 1].Center : center))
        {
            return new BodyNotInKernel(count > 0 ? target : center, Name);
        }

        error = Sum(links, count, time, out var first) ?? Sum(others, otherCount, time, out first, first);
        return error is not null ? error : first;
    }

    /// <summary>State of a body about the solar-system barycentre; the hot path of apparent places.</summary>
    /// <param name="target">NAIF id.</param>
    /// <param name="time">TDB.</param>
    /// <param name="state">The state, km and km/s.</param>
    /// <returns>Null on success.</returns>
    public Error? BarycentricState(int target, EphemerisTime time, out StateVector state)
    {
        state = default;
        var body = target;
        for (var link = 0; body != SolarSystemBarycenter; link++)
        {
            var segment = Find(body, time);
            if (segment is null || link == MostLinks || segment.Refusal is not null || !segment.TryEvaluate(time, out var part))
            {
                return Explain(segment, body, link, time);
            }

            state += part;
            body = segment.Center;
        }

        return null;
    }

    /// <summary>The segment that answers for a body at an instant; null when none covers it.</summary>
    public SpkSegment? Find(int target, EphemerisTime time)
    {
        foreach (var segment in SegmentsOf(target))
        {
            if (segment.Covers(time))
            {
                return segment;
            }
        }

        return null;
    }

    /// <summary>Segments from a body towards the barycentre, as far as they reach or to <paramref name="stop"/>.</summary>
    internal Error? Walk(int target, EphemerisTime time, int stop, out Chain links, out int count)
    {
        links = default;
        count = 0;
        for (var body = target; body != stop && body != SolarSystemBarycenter; body = links[count - 1].Center)
        {
            var segment = Find(body, time);
            if (segment is null && count > 0 && SegmentsOf(body).IsEmpty)
            {
                break;
            }

            if (segment is null || count == MostLinks)
            {
                return Explain(segment, body, count, time);
            }

            links[count++] = segment;
        }

        return null;
    }

    private Error? Sum(in Chain links, int count, EphemerisTime time, out StateVector sum, StateVector? minuend = null)
    {
        sum = default;
        for (var i = 0; i < count; i++)
        {
            if (links[i].Refusal is not null || !links[i].TryEvaluate(time, out var part))
            {
                return Explain(links[i], links[i].Target, i, time);
            }

            sum += part;
        }

        sum = minuend is { } first ? first - sum : sum;
        return null;
    }

    private Error Explain(SpkSegment? segment, int body, int link, EphemerisTime time)
    {
        if (segment is null)
        {
            return SegmentsOf(body).IsEmpty
                ? new BodyNotInKernel(body, Name)
                : new OutsideCoverage(body, Name, Label(time), CoverageText(body));
        }

        return link == MostLinks
            ? new ChainTooLong(body, Name)
            : segment.Refusal ?? new RecordDamaged(segment.File.Name, body, Label(time));
    }

    /// <summary>Spans of a body, in order of time, as TDB dates.</summary>
    public string CoverageText(int body) => string.Join(
        "; ",
        Spans(body).Select(span => $"{span} TDB"));

    /// <summary>Spans of a body with adjoining and overlapping segments merged, in order of time.</summary>
    public IReadOnlyList<TimeSpanTdb> Spans(int body) => TimeSpanTdb.Merge(SegmentsOf(body).ToArray());

    private static string Label(EphemerisTime time) =>
        "JD " + time.ToTdb().Value.ToString("F5", CultureInfo.InvariantCulture) + " TDB (" + TimeSpanTdb.DateLabel(time.Seconds) + ")";

    /// <summary>Links of a chain, on the stack.</summary>
    [InlineArray(MostLinks)]
    internal struct Chain
    {
        private SpkSegment _link;
    }
}
