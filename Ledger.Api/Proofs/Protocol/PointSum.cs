using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>A formal sum Σ k_i·P_i, gathered term by term and evaluated once.</summary>
internal sealed class PointSum
{
    private readonly List<Point> _points = [];
    private readonly List<Scalar> _scalars = [];

    /// <summary>Number of terms.</summary>
    public int Count => _points.Count;

    public void Add(in Point point, in Scalar scalar)
    {
        _points.Add(point);
        _scalars.Add(scalar);
    }

    /// <summary>Copies the terms, scalars times <paramref name="factor"/>, into the arrays from <paramref name="start"/> on.</summary>
    public void CopyTo(AffinePoint[] points, Scalar[] scalars, int start, in Scalar factor)
    {
        AffinePoint.Normalize(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_points), points.AsSpan(start));
        for (var i = 0; i < _scalars.Count; i++)
        {
            scalars[start + i] = _scalars[i] * factor;
        }
    }
}
