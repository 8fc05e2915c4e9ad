using Ephemeris.Api.Kernels;
using Ephemeris.Api.Tests.Kernels;
using Ephemeris.Api.Time;

namespace Ephemeris.Api.Tests.Fuzz;

/// <summary>Damaged kernels: the reader refuses or answers, and never reads outside the file, hangs or throws.</summary>
public sealed class KernelFuzzTests
{
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
    public async Task Open_MutatedKernel_RefusesOrAnswers(string kind)
    {
        var original = kind switch
        {
            "chebyshev" => SyntheticKernel.Type2(),
            "hermite" => SyntheticKernel.Type13(),
            _ => SyntheticKernel.BigEndian(SyntheticKernel.Type13()),
        };
        var inputs = FuzzRun.Inputs(1000);
        var path = Path.Combine(Path.GetTempPath(), $"fuzz-{Environment.ProcessId}-{kind}.bsp");
        var opened = 0;
        try
        {
            await FuzzRun.AllAsync(inputs, (seed, random) =>
            {
                File.WriteAllBytes(path, Mutate(original, random));
                if (KernelFile.Open(path).TryGet(out var file, out _))
                {
                    opened++;
                    Exercise(new KernelCatalog("fuzz", [file]), file);
                    file.Daf.Dispose();
                }
            });
        }
        finally
        {
            File.Delete(path);
        }

        // Mutations of coefficients leave the file sound: both ways through must have been taken.
        Assert.True(!FuzzRun.IsRepresentative(inputs) || (opened > inputs / 20 && opened < inputs), $"{opened} of {inputs} opened");
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
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
