using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Tests.Proofs.Group;

public class LaneFieldTests
{
    [Fact]
    public void Multiply_TenThousandRandomInputs_EightLanesAgreeWithScalar()
    {
        Assert.SkipUnless(EightLanes.IsSupported, "This machine has no AVX-512.");
        Check<Vector512<ulong>, EightLanes>(10_000 / 8);
    }

    [Fact]
    public void Multiply_TenThousandRandomInputs_FourLanesAgreeWithScalar()
    {
        Assert.SkipUnless(FourLanes.IsSupported, "This machine has no AVX2.");
        Check<Vector256<ulong>, FourLanes>(10_000 / 4);
    }

    /// <summary>Limbs up to the documented limits: 2^28 and 2^27 in the first factor, 1.5·2^27 and 1.5·2^26 in the second.</summary>
    private static void Check<V, TLanes>(int rounds)
        where V : unmanaged
        where TLanes : ILaneArithmetic<V>
    {
        var random = new Random(9);
        for (var round = 0; round < rounds; round++)
        {
            var (f, g) = (default(LaneElement<V>), default(LaneElement<V>));
            var expected = new FieldElement[TLanes.Lanes];
            for (var lane = 0; lane < TLanes.Lanes; lane++)
            {
                var extreme = round % 5 == 0;
                expected[lane] = Fill<V, TLanes>(ref f, lane, random, 1L << 28, extreme)
                    * Fill<V, TLanes>(ref g, lane, random, 3L << 26, extreme);
            }

            var h = default(LaneElement<V>);
            LaneField<V, TLanes>.Multiply(ref h, ref f, ref g);
            for (var lane = 0; lane < TLanes.Lanes; lane++)
            {
                Assert.NotEqual(0UL, expected[lane].EqualTo(Read<V, TLanes>(ref h, lane)));
            }
        }
    }

    private static FieldElement Fill<V, TLanes>(
        ref LaneElement<V> element, int lane, Random random, long evenLimit, bool extreme)
        where V : unmanaged
        where TLanes : ILaneArithmetic<V>
    {
        ref var words = ref Unsafe.As<LaneElement<V>, ulong>(ref element);
        for (var i = 0; i < 10; i++)
        {
            var limit = i % 2 == 0 ? evenLimit : evenLimit / 2;
            Unsafe.Add(ref words, (i * TLanes.Lanes) + lane) = (ulong)(extreme ? limit - 1 : random.NextInt64(limit));
        }

        return Read<V, TLanes>(ref element, lane);
    }

    private static FieldElement Read<V, TLanes>(ref LaneElement<V> element, int lane)
        where V : unmanaged
        where TLanes : ILaneArithmetic<V>
    {
        ref var words = ref Unsafe.As<LaneElement<V>, ulong>(ref element);
        var limbs = new ulong[10];
        for (var i = 0; i < 10; i++)
        {
            limbs[i] = Unsafe.Add(ref words, (i * TLanes.Lanes) + lane);
        }

        return FieldElement.Carry(new(
            limbs[0] + (limbs[1] << 26), limbs[2] + (limbs[3] << 26), limbs[4] + (limbs[5] << 26),
            limbs[6] + (limbs[7] << 26), limbs[8] + (limbs[9] << 26)));
    }
}
