using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>
/// Joins linear constraints on data and auxiliary slots into one form for Π_lin over <b>G</b>‖<b>U</b>, §8.7: constraint
/// k = 0, 1, … has weight zeta^k; a slot of auxiliary commitment a = 1, 2, … has its part multiplied by eta^(−a).
/// </summary>
/// <remarks>
/// Commitment a enters P with weight eta^a, so an honest part cancels the factor, while a component that commitment a has
/// outside its own slots meets a random non-zero power of eta and is seen (Schwartz–Zippel, error ≤ 2a/ℓ).
/// </remarks>
internal sealed class AuxiliaryForm
{
    private readonly Scalar _zeta;
    private readonly Scalar[] _etaInverse;
    private Scalar _weight = Scalar.One;

    /// <summary>An empty form for commitments 1..<paramref name="auxiliaries"/>.</summary>
    public AuxiliaryForm(in Scalar zeta, in Scalar eta, int auxiliaries)
    {
        _zeta = zeta;
        _etaInverse = eta.Invert().Powers(auxiliaries + 1);
    }

    /// <summary>The form b: 1024 coefficients of data slots, then 1024 of auxiliary slots.</summary>
    public Scalar[] B { get; } = new Scalar[2 * Generators.Width];

    /// <summary>The value y.</summary>
    public Scalar Y { get; private set; }

    /// <summary>Adds k·(data slot p) to the open constraint.</summary>
    public void Data(int p, in Scalar k) => B[p] += _weight * k;

    /// <summary>Adds k·(slot) to the open constraint; <paramref name="slot"/> counts from U_0.</summary>
    public void Slot(int slot, int auxiliary, in Scalar k) =>
        B[Generators.Width + slot] += _weight * _etaInverse[auxiliary] * k;

    /// <summary>Closes the constraint: what was added equals <paramref name="value"/>. The next one opens.</summary>
    public void Close(in Scalar value)
    {
        Y += _weight * value;
        _weight *= _zeta;
    }
}
