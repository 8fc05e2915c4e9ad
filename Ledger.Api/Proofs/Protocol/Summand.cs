using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>What a grid sumcheck sums, a polynomial in the entries of two tables.</summary>
internal interface ISummand
{
    Scalar Of(in Scalar a, in Scalar b);
}

/// <summary>a·b: a derivation's weights times values, or squares.</summary>
internal readonly struct ProductSummand : ISummand
{
    public Scalar Of(in Scalar a, in Scalar b) => a * b;
}

/// <summary>a·(b − v₁)·(b − v₂): zero where b is one of two values.</summary>
/// <param name="First">v₁.</param>
/// <param name="Second">v₂.</param>
internal readonly record struct MemberSummand(Scalar First, Scalar Second) : ISummand
{
    public Scalar Of(in Scalar a, in Scalar b) => a * (b - First) * (b - Second);
}
