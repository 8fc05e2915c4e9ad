using System.Runtime.CompilerServices;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>What a grid sumcheck sums: a polynomial in the entries that its tables have at one place.</summary>
internal interface ISummand
{
    /// <summary>Adds the polynomial at place <paramref name="e"/> of the tables: it is a product, whose reduction can wait.</summary>
    void AddTo(ref ProductSum sum, Scalar[][] tables, int e);
}

/// <summary>a·b: a derivation's weights times values.</summary>
internal readonly struct ProductSummand : ISummand
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddTo(ref ProductSum sum, Scalar[][] tables, int e) => sum.Add(tables[0][e], tables[1][e]);
}

/// <summary>a²: a second moment.</summary>
internal readonly struct SquareSummand : ISummand
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddTo(ref ProductSum sum, Scalar[][] tables, int e) => sum.Add(tables[0][e], tables[0][e]);
}

/// <summary>w·(x − v₁)·(x − v₂): zero where x is one of two values.</summary>
/// <param name="First">v₁.</param>
/// <param name="Second">v₂.</param>
internal readonly record struct MemberSummand(Scalar First, Scalar Second) : ISummand
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddTo(ref ProductSum sum, Scalar[][] tables, int e) => sum.Add(tables[0][e], Quadratic(tables[1][e]));

    /// <summary>(x − v₁)·(x − v₂).</summary>
    public Scalar Quadratic(in Scalar x) => (x - First) * (x - Second);
}

/// <summary>w·h·(θ − x) + u·h, u = λ·[i &lt; N]: inverses of θ − x, and their sum.</summary>
/// <param name="Theta">θ.</param>
internal readonly record struct InverseSummand(Scalar Theta) : ISummand
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddTo(ref ProductSum sum, Scalar[][] tables, int e) =>
        sum.Add(tables[3][e], (tables[0][e] * (Theta - tables[1][e])) + tables[2][e]);
}
