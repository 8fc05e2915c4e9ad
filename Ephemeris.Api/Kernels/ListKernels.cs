using Microsoft.AspNetCore.Http.HttpResults;

namespace Ephemeris.Api.Kernels;

/// <summary>One segment as it is listed.</summary>
/// <param name="Name">Segment name.</param>
/// <param name="Target">NAIF id; frame class id in an orientation kernel.</param>
/// <param name="Center">NAIF id; null in an orientation kernel.</param>
/// <param name="Frame">NAIF id of the frame.</param>
/// <param name="Type">Data type.</param>
/// <param name="Start">First instant, TDB s past J2000.</param>
/// <param name="Stop">Last instant.</param>
/// <param name="Span">The same as dates.</param>
/// <param name="IsEvaluated">False when its type or frame is not supported.</param>
public sealed record SegmentAnswer(
    string Name, int Target, int? Center, int Frame, int Type, double Start, double Stop, string Span, bool IsEvaluated);

/// <summary>A loaded file.</summary>
/// <param name="Name">Name for requests.</param>
/// <param name="File">File name.</param>
/// <param name="Kind">SPK or PCK.</param>
/// <param name="Format">LTL-IEEE or BIG-IEEE.</param>
/// <param name="SizeBytes">Size.</param>
/// <param name="Sha256">Digest.</param>
/// <param name="Verification"><c>known</c> when the digest is that of a known file, else <c>structure</c>.</param>
/// <param name="Slots">Slots that it serves.</param>
/// <param name="Segments">Segments in file order.</param>
/// <param name="Gaps">Per body, spans between its segments that nothing covers.</param>
/// <param name="Comments">Comment area.</param>
public sealed record KernelAnswer(
    string Name,
    string File,
    string Kind,
    string Format,
    long SizeBytes,
    string Sha256,
    string Verification,
    IReadOnlyList<string> Slots,
    IReadOnlyList<SegmentAnswer> Segments,
    IReadOnlyDictionary<int, IReadOnlyList<string>> Gaps,
    string Comments);

/// <summary>A refused file.</summary>
/// <param name="File">File name.</param>
/// <param name="Code">Code of the failure.</param>
/// <param name="Detail">What is wrong.</param>
public sealed record RejectedAnswer(string File, string Code, string Detail);

/// <summary>All that is loaded, and all that was refused.</summary>
/// <param name="Digest">Digest over everything loaded.</param>
/// <param name="Kernels">Loaded files in loading order.</param>
/// <param name="Rejected">Refused files.</param>
public sealed record KernelsAnswer(string Digest, IReadOnlyList<KernelAnswer> Kernels, IReadOnlyList<RejectedAnswer> Rejected);

/// <summary><c>GET /v1/kernels</c>.</summary>
internal static class ListKernels
{
    /// <summary>Answers a request.</summary>
    public static IResult Handle(KernelStore store) => Answer(store.Current);

    /// <summary>Reads the folders again: requests in work keep the set that they began with.</summary>
    public static IResult Reload(KernelStore store) => Answer(store.Reload());

    private static Ok<KernelsAnswer> Answer(KernelSet set) =>
        TypedResults.Ok(new KernelsAnswer(
            set.Digest,
            [.. set.Files.Select(file => Describe(file, set))],
            [.. set.Rejected.Select(rejected => new RejectedAnswer(rejected.Name, rejected.Error.Code, rejected.Error.Detail))]));

    private static KernelAnswer Describe(KernelFile file, KernelSet set)
    {
        var gaps = file.Segments
            .GroupBy(segment => segment.Target)
            .Select(body => (body.Key, Spans: TimeSpanTdb.Merge(body)))
            .Where(body => body.Spans.Count > 1)
            .ToDictionary(
                body => body.Key,
                body => (IReadOnlyList<string>)
                [
                    .. body.Spans.Zip(body.Spans.Skip(1), (before, after) => new TimeSpanTdb(before.Stop, after.Start).ToString()),
                ]);
        return new KernelAnswer(
            file.Name,
            file.Daf.Name,
            file.Daf.Kind,
            file.Daf.Format,
            file.Daf.LengthBytes,
            file.Sha256,
            KnownDigests.Of(file.Name) == file.Sha256 ? "known" : "structure",
            [
                .. new[] { set.Modern, set.Historical }
                    .Where(slot => slot?.Catalog.Files.Contains(file) == true)
                    .Select(slot => slot!.Name),
            ],
            [
                .. file.Segments.Select(segment => new SegmentAnswer(
                    segment.Name,
                    segment.Target,
                    segment.Center,
                    segment.Frame,
                    segment.Type,
                    segment.StartSeconds,
                    segment.StopSeconds,
                    new TimeSpanTdb(segment.StartSeconds, segment.StopSeconds).ToString(),
                    segment.Refusal is null)),
                .. file.Orientations.Select(segment => new SegmentAnswer(
                    segment.Name,
                    segment.FrameClassId,
                    null,
                    segment.Frame,
                    segment.Type,
                    segment.StartSeconds,
                    segment.StopSeconds,
                    new TimeSpanTdb(segment.StartSeconds, segment.StopSeconds).ToString(),
                    true)),
            ],
            gaps,
            file.Daf.Comments);
    }
}
