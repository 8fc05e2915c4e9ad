using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>
/// The gate that ends the sumchecks of moment and member: v = x̃(r) enters a quadratic without being shown. f(X) = α + (v − α)·X
/// hides v behind a random α; the quadratic of f is committed by its values at 0, 1, 2 and checked at a random point c.
/// </summary>
internal static class GateForm
{
    /// <summary>v − ⟨eq(r_pos),X⟩ = 0, r_pos the last ten challenges.</summary>
    public static void Evaluation(AuxiliaryForm form, int v, int own, ReadOnlySpan<Scalar> r)
    {
        form.Slot(v, own, Scalar.One);
        var eq = Grid.Eq(r[^int.Log2(Generators.Width)..]);
        for (var p = 0; p < eq.Length; p++)
        {
            form.Data(p, -eq[p]);
        }

        form.Close(Scalar.Zero);
    }

    /// <summary>(1 − c)·α + c·v = u.</summary>
    public static void Line(AuxiliaryForm form, int alpha, int v, int own, in Scalar c, in Scalar u)
    {
        form.Slot(alpha, own, Scalar.One - c);
        form.Slot(v, own, c);
        form.Close(u);
    }

    /// <summary>Σ λ_i(c)·h_i = value.</summary>
    public static void Quadratic(AuxiliaryForm form, int h, int own, in Scalar c, in Scalar value)
    {
        var lambda = Lagrange.Basis(2, c);
        for (var i = 0; i < 3; i++)
        {
            form.Slot(h + i, own, lambda[i]);
        }

        form.Close(value);
    }
}
