using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Group;

namespace Ledger.Benchmarks;

/// <summary>Functions under the proofs: one field product, one addition, one scalar product, one chunk's commitment by path.</summary>
public class GroupBenchmarks
{
    private const int Chunks = 512;
    private readonly long[] _values = [.. Enumerable.Range(0, Chunks * 1024).Select(i => (i * 2654435761L) & uint.MaxValue)];
    private readonly Point[] _sums = new Point[Chunks];
    private readonly byte[] _encoding = Ristretto.Encode(Point.Base);
    private FieldElement _a = FieldConstants.BaseX;
    private FieldElement _b = FieldConstants.BaseY;
    private Point _p = Point.Base;
    private Scalar _s = Scalar.Random();
    private LaneElement<Vector512<ulong>> _eight;

    [Benchmark]
    public void FieldProduct() => _a *= _b;

    [Benchmark]
    public void FieldProductOfEight() =>
        LaneField<Vector512<ulong>, EightLanes>.Multiply(ref _eight, ref _eight, ref _eight);

    [Benchmark]
    public void AffineAddition() => _p += Generators.Bases[0];

    [Benchmark]
    public void ScalarProduct() => _s *= _s;

    [Benchmark]
    public bool Decode() => Ristretto.TryDecode(_encoding, out _);

    [Benchmark]
    public void CommitScalar() => ScalarCommitter.Sum(_values, _sums);

    [Benchmark]
    public void CommitFourLanes() => LaneCommitter<Vector256<ulong>, FourLanes>.Sum(_values, _sums);

    [Benchmark]
    public void CommitEightLanes() => LaneCommitter<Vector512<ulong>, EightLanes>.Sum(_values, _sums);
}
