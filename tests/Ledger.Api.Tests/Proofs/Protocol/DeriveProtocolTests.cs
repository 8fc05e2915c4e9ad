using Ledger.Api.Proofs;
using Ledger.Api.Proofs.Protocol;
using Ledger.Api.Proofs.Statements;

namespace Ledger.Api.Tests.Proofs.Protocol;

public class DeriveProtocolTests
{
    private static readonly TestDataset Source = new(
        "source", 1, ("a", TestDataset.Random(1, 2500, 62)), ("b", TestDataset.Random(2, 2500, 31)));

    private static readonly (int Source, int Row)[] Order =
        [.. Enumerable.Range(0, 2500).OrderBy(i => (i * 7919L) % 2503).Select(i => (0, i))];

    [Fact]
    public void Derive_Split_VerifiesAndIsABijection()
    {
        var (context, datasets, map, statement) = Split(Order, 2000);
        var proof = ProofAssert.Prove(statement, context, datasets, map.Bytes);
        Assert.Equal(840, proof.Length); // 3 + 2 + 1 chunks: three variables, one block
        Assert.Equal("5a444c31050a0400", Convert.ToHexStringLower(proof.AsSpan(0, 8)));
        Assert.Equal(Verification.Passed, Verifier.Verify(statement, context, TestDataset.Reader(datasets), proof, map.Bytes));
        Assert.True(map.IsBijection(statement, [.. datasets.Select(d => d.Shape)]));
    }

    [Fact]
    public void Derive_RepeatedRowsOfTwoSources_VerifiesAndIsNoBijection()
    {
        var other = new TestDataset("other", 2, ("b", TestDataset.OneTo(30)), ("a", TestDataset.OneTo(30)));
        (int Source, int Row)[] rows = [(1, 3), (0, 2499), (1, 3), (0, 0), (1, 29), (0, 1024)];
        var sources = new[] { Source, other };
        var columns = new[] { "a", "b" };
        var output = new TestDataset("out", 3, [.. columns.Select(name => (name, rows
            .Select(r => sources[r.Source].Values(sources[r.Source].Shape.IndexOf(name)).Span[r.Row]).ToArray()))]);
        var map = DerivationMap.Of(rows);
        var statement = new DeriveStatement(columns, map.Sha256, 2);
        TestDataset[] datasets = [Source, other, output];
        var context = Source.Context with { Subjects = [.. datasets.Select(d => d.Subject)] };
        var proof = ProofAssert.Prove(statement, context, datasets, map.Bytes);
        Assert.True(Verifier.Verify(statement, context, TestDataset.Reader(datasets), proof, map.Bytes).Valid);
        Assert.False(map.IsBijection(statement, [.. datasets.Select(d => d.Shape)]));
    }

    [Fact]
    public void Verify_MovedRowAlteredCellOrDuplicate_IsRefused()
    {
        var (context, datasets, map, statement) = Split(Order, 2000);
        var proof = ProofAssert.Prove(statement, context, datasets, map.Bytes);
        var moved = Order.ToArray();
        (moved[10], moved[2100]) = (moved[2100], moved[10]);
        var movedMap = DerivationMap.Of(moved);
        var movedStatement = statement with { Map = movedMap.Sha256 };
        var reader = TestDataset.Reader(datasets);
        Assert.Equal("map", Verifier.Verify(statement, context, reader, proof, movedMap.Bytes).Check);
        Assert.Equal("proof.equation", Verifier.Verify(movedStatement, context, reader, proof, movedMap.Bytes).Check);
        ProofAssert.Refuses("false_statement", movedStatement, context, datasets, movedMap.Bytes);

        var duplicate = Order.ToArray();
        duplicate[0] = duplicate[1];
        var duplicateMap = DerivationMap.Of(duplicate);
        Assert.False(duplicateMap.IsBijection(statement, [.. datasets.Select(d => d.Shape)]));

        var values = datasets[1].Values(0).ToArray();
        values[1234]++;
        var altered = new TestDataset("train", 10, ("a", values), ("b", datasets[1].Values(1).ToArray()));
        TestDataset[] withAltered = [datasets[0], altered, datasets[2]];
        ProofAssert.Refuses("false_statement", statement, context, withAltered, map.Bytes);
        Assert.Equal(
            "proof.equation",
            Verifier.Verify(statement, context, TestDataset.Reader(withAltered), proof, map.Bytes).Check);
    }

    [Fact]
    public void Derive_CheatingProverWithAlteredCell_ProducesNoAcceptedProof()
    {
        // The cheat proves with the honest witness and shows the altered commitments.
        var (context, datasets, map, statement) = Split(Order, 2000);
        var values = datasets[1].Values(1).ToArray();
        values[7] += 1L << 20;
        var altered = new TestDataset("train", 10, ("a", datasets[1].Values(0).ToArray()), ("b", values));
        var cheat = new CheatingWitness(datasets[1], altered);
        var proof = ProofAssert.Prove(statement, context, [datasets[0], cheat, datasets[2]], map.Bytes);
        var reader = TestDataset.Reader(datasets[0], altered, datasets[2]);
        Assert.Equal("proof.equation", Verifier.Verify(statement, context, reader, proof, map.Bytes).Check);
    }

    [Theory]
    [InlineData(0, 2500)]
    [InlineData(1, 0)]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    public void Verify_MapOutOfRange_IsRefused(int source, int row)
    {
        var (context, datasets, _, statement) = Split(Order, 2000);
        var rows = Order.ToArray();
        rows[77] = (source, row);
        var map = DerivationMap.Of(rows);
        var named = statement with { Map = map.Sha256 };
        Assert.Equal("map", Verifier.Verify(named, context, TestDataset.Reader(datasets), new byte[840], map.Bytes).Check);
        ProofAssert.Refuses("map", named, context, datasets, map.Bytes);
        var longer = new DerivationMap((byte[])[.. map.Bytes.Span, 0]);
        named = statement with { Map = longer.Sha256 };
        Assert.Equal("map", Verifier.Verify(named, context, TestDataset.Reader(datasets), new byte[840], longer.Bytes).Check);
    }

    [Fact]
    public void Verify_FlippedBits_AreRefused()
    {
        var (context, datasets, map, statement) = Split(Order, 2000);
        var proof = ProofAssert.Prove(statement, context, datasets, map.Bytes);
        var reader = TestDataset.Reader(datasets);
        Assert.Equal(0, BitFlips.CountAccepted(
            proof, flipped => Verifier.Verify(statement, context, reader, flipped, map.Bytes).Valid));
    }

    private static (ProofContext, TestDataset[], DerivationMap, DeriveStatement) Split((int Source, int Row)[] order, int train)
    {
        var a = order.Select(o => Source.Values(0).Span[o.Row]).ToArray();
        var b = order.Select(o => Source.Values(1).Span[o.Row]).ToArray();
        TestDataset[] datasets =
        [
            Source,
            new("train", 10, ("a", a[..train]), ("b", b[..train])),
            new("test", 11, ("a", a[train..]), ("b", b[train..])),
        ];
        var map = DerivationMap.Of(order);
        return (
            Source.Context with { Subjects = [.. datasets.Select(d => d.Subject)] }, datasets, map,
            new DeriveStatement(["a", "b"], map.Sha256, 1));
    }
}
