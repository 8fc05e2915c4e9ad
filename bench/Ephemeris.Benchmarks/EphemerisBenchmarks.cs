using BenchmarkDotNet.Attributes;
using Ephemeris.Api.Frames;

namespace Ephemeris.Benchmarks;

/// <summary>Single operations with statistics and allocations.</summary>
[MemoryDiagnoser]
public class EphemerisBenchmarks
{
    private readonly Workload _work = new();
    private int _next;

    [Benchmark]
    public double State() => _work.State(_next++);

    [Benchmark]
    public double SevenBodyTopocentricChart() => _work.Chart(_next++);

    [Benchmark]
    public double Nutation2000A() => Nutation.Iau2000A06(0.24 + (_next++ * 1e-9)).DeltaPsi;
}
