using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Tests.Proofs.Commitments;

public class GeneratorsTests
{
    [Theory]
    [InlineData("G", 0, "d451630d9f1707cc2b6cdd8a9bac4ff499444eabad84bf648be6be342f86a12e")]
    [InlineData("G", 1023, "88f323f3de4bd2e1c30d6bdb97f73242822bc9af977dfa5fb95c25120060db6a")]
    [InlineData("U", 0, "7067df957338b45ecf37b82090a7d825e4069354c93ecea4a8b22e702d027b54")]
    [InlineData("H", 0, "fec2852346aed4fca3f384ed5e64aeaacea009452fb92257dee6da03cf6f5e58")]
    [InlineData("Q", 0, "fab2773280e93a1bd56f243d63653b9e77bbd515c0b88153eea8a5e74d3ab773")]
    public void Make_ContractVectors_GivesContractEncodings(string tag, int index, string expected) =>
        Assert.Equal(expected, Convert.ToHexStringLower(Ristretto.Encode(Generators.Make(tag, index))));

    [Fact]
    public void Bases_AffineForm_StandsForTheSameElements()
    {
        foreach (var i in new[] { 0, 1, 1023, 1024, 2047 })
        {
            var expected = Generators.Make(i < Generators.Width ? "G" : "U", i % Generators.Width);
            Assert.True(Ristretto.Equal(expected, Point.Identity + Generators.Bases[i]));
        }
    }
}
