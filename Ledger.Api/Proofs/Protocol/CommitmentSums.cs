using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>The verifier's side of P = Σ weight_j·C_j: decodes the commitments and gathers the sum.</summary>
internal static class CommitmentSums
{
    /// <summary>Adds every list to <paramref name="sum"/>; false when an encoding is no group element or a list is short.</summary>
    public static bool TryAdd(PointSum sum, IReadOnlyList<WeightedList> lists, CommitmentReader commitments)
    {
        foreach (var (list, factor, perChunk) in lists)
        {
            var encodings = commitments(list.Subject, list.Column, list.FirstChunk, list.Count);
            var points = new Point[list.Count];
            if (encodings.Length != Ristretto.EncodedBytes * list.Count || !TryDecode(encodings, points))
            {
                return false;
            }

            if (perChunk.IsEmpty)
            {
                sum.Add(points.Aggregate(Point.Identity, (a, b) => a + b), factor);
                continue;
            }

            for (var j = 0; j < points.Length; j++)
            {
                sum.Add(points[j], factor * perChunk.Span[j]);
            }
        }

        return true;
    }

    private static bool TryDecode(ReadOnlyMemory<byte> encodings, Point[] points)
    {
        const int pointsPerTask = 64;
        var bad = 0;
        Parallel.For(0, (points.Length + pointsPerTask - 1) / pointsPerTask, ProvingThreads.Own, task =>
        {
            var first = task * pointsPerTask;
            var part = points.AsSpan(first, Math.Min(pointsPerTask, points.Length - first));
            if (!Ristretto.TryDecode(encodings.Span.Slice(Ristretto.EncodedBytes * first, Ristretto.EncodedBytes * part.Length), part))
            {
                Interlocked.Exchange(ref bad, 1);
            }
        });
        return bad == 0;
    }
}
