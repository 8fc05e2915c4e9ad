using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>Lagrange bases on the nodes 0, 1, …, n.</summary>
internal static class Lagrange
{
    /// <summary>The n + 1 values Λ_j(x) = Π_{m≠j} (x − m)/(j − m), for any x, nodes included.</summary>
    public static Scalar[] Basis(int n, in Scalar x)
    {
        var factorials = new Scalar[n + 1];
        factorials[0] = Scalar.One;
        for (var i = 1; i <= n; i++)
        {
            factorials[i] = factorials[i - 1] * Scalar.From(i);
        }

        var inverses = new Scalar[n + 1];
        inverses[n] = factorials[n].Invert();
        for (var i = n; i > 0; i--)
        {
            inverses[i - 1] = inverses[i] * Scalar.From(i);
        }

        // Λ_j = (prefix of x − m below j)·(suffix above j)/(j!·(n − j)!·(−1)^(n − j)).
        var basis = new Scalar[n + 1];
        var product = Scalar.One;
        for (var j = 0; j <= n; j++)
        {
            var weight = inverses[j] * inverses[n - j];
            basis[j] = product * ((n - j) % 2 == 0 ? weight : -weight);
            product *= x - Scalar.From(j);
        }

        product = Scalar.One;
        for (var j = n; j >= 0; j--)
        {
            basis[j] *= product;
            product *= x - Scalar.From(j);
        }

        return basis;
    }
}
