using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>A vector that the prover commits to within a proof, 1024 scalars a piece over <b>G</b> with fresh blindings.</summary>
internal sealed class OpenedVector
{
    private readonly Scalar[] _values;
    private readonly Scalar[] _blindings;

    private OpenedVector(Scalar[] values, Scalar[] blindings)
    {
        _values = values;
        _blindings = blindings;
    }

    /// <summary>Commits to the pieces and sends them one by one under <paramref name="tag"/>.</summary>
    public static OpenedVector Send(ProofWriter writer, string tag, Scalar[] values)
    {
        var blindings = new Scalar[(values.Length + Generators.Width - 1) / Generators.Width];
        for (var j = 0; j < blindings.Length; j++)
        {
            blindings[j] = Scalar.Random();
            var piece = values.AsMemory(j * Generators.Width, Math.Min(Generators.Width, values.Length - (j * Generators.Width)));
            writer.Send(tag, MultiScalar.Sum(Generators.FirstBases(Generators.Width)[..piece.Length], piece)
                + Generators.MultiplyH(blindings[j]));
        }

        return new(values, blindings);
    }

    /// <summary>The verifier's counterpart.</summary>
    public static Point[] Read(ref ProofReader reader, string tag, int pieces)
    {
        var points = new Point[pieces];
        for (var j = 0; j < pieces; j++)
        {
            points[j] = reader.ReadPoint(tag);
        }

        return points;
    }

    /// <summary>Adds factor·Σ_j weight_j·piece_j to the verifier's sum.</summary>
    public static void Add(PointSum sum, Point[] pieces, ReadOnlySpan<Scalar> weights, in Scalar factor)
    {
        for (var j = 0; j < pieces.Length; j++)
        {
            sum.Add(pieces[j], factor * weights[j]);
        }
    }

    /// <summary>Σ_j weight_j·(piece j), 1024 slots.</summary>
    public Scalar[] Slots(ReadOnlySpan<Scalar> weights)
    {
        var slots = new Scalar[Generators.Width];
        for (var i = 0; i < _values.Length; i++)
        {
            slots[i % Generators.Width] += weights[i / Generators.Width] * _values[i];
        }

        return slots;
    }

    /// <summary>Σ_j weight_j·r_j.</summary>
    public Scalar Blinding(ReadOnlySpan<Scalar> weights) => LinearProof.InnerProduct(weights, _blindings);

    /// <summary>1024 scalars: a table of one short piece that was not folded is filled up with zeros.</summary>
    public static Scalar[] Full(Scalar[] values)
    {
        Array.Resize(ref values, Generators.Width);
        return values;
    }
}
