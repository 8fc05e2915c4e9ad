using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Group;
using Ledger.Api.Proofs.Protocol;

namespace Ledger.Api.Tests.Proofs.Protocol;

/// <summary>
/// Case 23, honest-verifier zero-knowledge of Π_lin: whoever picks the challenges first makes accepting runs for any P and
/// y, even false ones, without a witness. Such runs have the distribution of honest ones (z, phi uniform, A and tau
/// determined), so an honest run tells nothing about v.
/// </summary>
public class SimulatorTests
{
    private static readonly int Simulations = LongTests.Enabled ? 10_000 : 1_000;
    private const int M = 8; // the equation has one form for every power of two; small ones leave room for many runs

    [Fact]
    public void Simulate_ChosenChallenges_EveryRunIsAccepted()
    {
        var p = Generators.Make("test of the simulator", 0); // nobody knows an opening of this
        var rejected = 0;
        Parallel.For(0, Simulations, _ =>
        {
            var (run, b, y) = Simulate(p);
            if (!LinearProof.Holds(run, b, y, SumOf(p)))
            {
                Interlocked.Increment(ref rejected);
            }
        });
        Assert.Equal(0, rejected);
    }

    [Fact]
    public void Simulate_OtherChallengeThanChosen_IsRejected()
    {
        var p = Generators.Make("test of the simulator", 1);
        var (run, b, y) = Simulate(p);
        Assert.True(LinearProof.Holds(run, b, y, SumOf(p)));
        Assert.False(LinearProof.Holds(run with { C = run.C + Scalar.One }, b, y, SumOf(p)));
        Assert.False(LinearProof.Holds(run, b, y + Scalar.One, SumOf(p)));
    }

    private static (LinearProof.Run Run, Scalar[] B, Scalar Y) Simulate(Point p)
    {
        var b = Uniform(M);
        var z = Uniform(M);
        var (y, c, q, phi) = (Scalar.Random(), Scalar.Random(), Scalar.Random(), Scalar.Random());

        // From the equation backwards: A = ⟨z,B⟩ + phi·H − c·P, tau = ⟨b,z⟩ − c·y.
        var a = MultiScalar.Sum(Generators.FirstBases(M), z) + Generators.MultiplyH(phi) - p.MultiplyVariableTime(c);
        var tau = LinearProof.InnerProduct(b, z) - (c * y);
        var (l, r, e) = (new List<Point>(), new List<Point>(), new List<Scalar>());
        var last = LinearProof.Compress(z, b, q, (left, right) =>
        {
            l.Add(left);
            r.Add(right);
            e.Add(Scalar.Random());
            return e[^1];
        });
        return (new(a, tau, c, phi, q, [.. l], [.. r], [.. e], last), b, y);
    }

    private static Scalar[] Uniform(int n) => [.. Enumerable.Range(0, n).Select(_ => Scalar.Random())];

    private static PointSum SumOf(Point p)
    {
        var sum = new PointSum();
        sum.Add(p, Scalar.One);
        return sum;
    }
}
