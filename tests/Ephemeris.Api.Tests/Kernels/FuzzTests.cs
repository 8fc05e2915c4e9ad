using Ephemeris.Api.Kernels;
using Ephemeris.Api.Time;

namespace Ephemeris.Api.Tests.Kernels;

/// <summary>
/// Damaged kernels and texts by the thousand: the reader refuses or answers, and never reads outside the file, hangs or
/// throws. EPHEMERIS_FUZZ_INPUTS sets the number of inputs (default 1 000 of each file and 30 000 texts); a failure names its seed.
/// </summary>
public sealed class FuzzTests
{
    private static readonly int Inputs =
        int.TryParse(Environment.GetEnvironmentVariable("EPHEMERIS_FUZZ_INPUTS"), out var inputs) ? inputs : 1_000;

    // Doubles that parsers stumble over.
    private static readonly double[] Odd =
    [
        0.0, -0.0, 1.0, -1.0, 0.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue,
        double.Epsilon, 1e300, -1e300, int.MaxValue, int.MinValue, 4294967296.0, 9.2e18, 127, 128, 129, 1024,
    ];

    [Theory]
    [InlineData("chebyshev")]
    [InlineData("hermite")]
    [InlineData("big")]
    public void Open_MutatedKernel_RefusesOrAnswers(string kind)
    {
        var original = kind switch
        {
            "chebyshev" => SyntheticKernel.Type2(),
            "hermite" => SyntheticKernel.Type13(),
            _ => SyntheticKernel.BigEndian(SyntheticKernel.Type13()),
        };
        var path = Path.Combine(Path.GetTempPath(), $"fuzz-{Environment.ProcessId}-{kind}.bsp");
        var opened = 0;
        try
        {
            for (var seed = 0; seed < Inputs; seed++)
            {
                File.WriteAllBytes(path, Mutate(original, seed));
                var outcome = KernelFile.Open(path);
                if (!outcome.TryGet(out var file, out _))
                {
                    continue;
                }

                opened++;
                Exercise(new KernelCatalog("fuzz", [file]), file);
                file.Daf.Dispose();
            }
        }
        finally
        {
            File.Delete(path);
        }

        // Mutations of coefficients leave the file sound: both ways through must have been taken.
        Assert.InRange(opened, 1, Inputs - 1);
    }

    [Fact]
    public void TryParse_MutatedInstants_RefusesOrReadsBack()
    {
        string[] seeds =
        [
            "2024-06-21T18:00:00Z", "-13199-05-06T12:00:00.123456Z", "+17191-03-15T00:00:00+05:30", "2016-12-31T23:59:60Z",
            "1066-10-14 12:00-00:25:21",
        ];
        var read = 0;
        for (var seed = 0; seed < Inputs * 30; seed++)
        {
            var random = new Random(seed);
            var text = seeds[seed % seeds.Length].ToCharArray();
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                text[random.Next(text.Length)] = "0123456789-+:.TZz ,\u2212\u0660x"[random.Next(22)];
            }

            var instant = new string(text)[..random.Next(1, text.Length + 1)];
            if (IsoInstant.TryParse(instant, out var parsed, out _))
            {
                read++;
                Assert.True(IsoInstant.TryParse(parsed.ToIso(9), out var again, out var problem), $"{instant}: {problem}");
                Assert.Equal(0.0, again.JulianDate.SecondsSince(parsed.JulianDate), 2e-9);
                _ = Epoch.FromUtc(parsed);
            }
        }

        Assert.InRange(read, 1, (Inputs * 30) - 1);
    }

    private static byte[] Mutate(byte[] original, int seed)
    {
        var random = new Random(seed);
        var bytes = (byte[])original.Clone();
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            switch (random.Next(4))
            {
                case 0:
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                    break;
                case 1:
                    BitConverter.TryWriteBytes(bytes.AsSpan(8 * random.Next(bytes.Length / 8)), Odd[random.Next(Odd.Length)]);
                    break;
                case 2:
                    BitConverter.TryWriteBytes(bytes.AsSpan(4 * random.Next(bytes.Length / 4)), random.Next());
                    break;
                default:
                    // The header and the summary decide most: hit them more often than their size would have it.
                    bytes[random.Next(Math.Min(bytes.Length, 2200))] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return random.Next(8) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    private static void Exercise(KernelCatalog catalog, KernelFile file)
    {
        foreach (var segment in file.Segments)
        {
            foreach (var seconds in new[] { segment.StartSeconds, segment.StopSeconds, (segment.StartSeconds / 2) + (segment.StopSeconds / 2), 0.0 })
            {
                var time = new EphemerisTime(seconds, 0.0);
                if (catalog.State(segment.Target, segment.Center, time).TryGet(out var state, out _))
                {
                    Assert.True(double.IsFinite(state.PositionKm.X + state.VelocityKmS.Z));
                }

                _ = catalog.BarycentricState(segment.Target, time, out _);
            }
        }
    }
}
