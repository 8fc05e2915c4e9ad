using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>The prover's auxiliary slots: filled commitment by commitment, then joined with the data for Π_lin.</summary>
internal sealed class AuxiliaryWitness
{
    private readonly List<(Scalar[] Slots, Scalar R)> _commitments = [];
    private int _used;

    /// <summary>Commits to the next consecutive slots, ⟨slots,<b>U</b>⟩ + r·H with fresh r, and sends that under <paramref name="tag"/>.</summary>
    public void Send(ProofWriter writer, string tag, Scalar[] slots)
    {
        var r = Scalar.Random();
        var bases = Generators.FirstBases(2 * Generators.Width).Slice(Generators.Width + _used, slots.Length);
        writer.Send(tag, MultiScalar.Sum(bases, slots) + Generators.MultiplyH(r));
        _commitments.Add((slots, r));
        _used += slots.Length;
    }

    /// <summary>(v, r) of P = (data) + Σ_a eta^a·P_a, 2048 slots.</summary>
    public (Scalar[] V, Scalar R) Join(Scalar[] data, Scalar r, in Scalar eta)
    {
        var v = new Scalar[2 * Generators.Width];
        data.CopyTo(v, 0);
        var weight = Scalar.One;
        var slot = Generators.Width;
        foreach (var (slots, blinding) in _commitments)
        {
            weight *= eta;
            foreach (var value in slots)
            {
                v[slot++] = weight * value;
            }

            r += weight * blinding;
        }

        return (v, r);
    }

    /// <summary>The verifier's counterpart: adds Σ_a eta^a·P_a.</summary>
    public static void Add(PointSum sum, IEnumerable<Point> commitments, in Scalar eta)
    {
        var weight = Scalar.One;
        foreach (var commitment in commitments)
        {
            weight *= eta;
            sum.Add(commitment, weight);
        }
    }
}
