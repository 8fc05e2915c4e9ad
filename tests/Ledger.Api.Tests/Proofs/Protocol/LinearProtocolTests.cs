using System.Numerics;
using Ledger.Api.Proofs;
using Ledger.Api.Proofs.Protocol;
using Ledger.Api.Proofs.Statements;

namespace Ledger.Api.Tests.Proofs.Protocol;

public class LinearProtocolTests
{
    private static readonly TestDataset Data = new(
        "linear", 7, ("a", TestDataset.Random(1, 2500, 31)), ("b", TestDataset.Random(2, 2500, 62)), ("c", TestDataset.OneTo(2500)));

    [Fact]
    public void Sum_OneToThousand_VerifiesIn744Bytes()
    {
        var data = new TestDataset("thousand", 1, ("x", TestDataset.OneTo(1000)));
        var statement = new SumStatement([new("x", 500500)]);
        var proof = Prove(statement, data);
        Assert.Equal(744, proof.Length);
        Assert.Equal("5a444c31010a0000", Convert.ToHexStringLower(proof.AsSpan(0, 8)));
        Assert.True(Verifier.Verify(statement, data.Context, TestDataset.Reader(data), proof).Valid);
        var edited = new SumStatement([new("x", 500501)]);
        Assert.Equal("proof.equation", Verifier.Verify(edited, data.Context, TestDataset.Reader(data), proof).Check);
        ProofAssert.Refuses("false_statement", edited, data.Context, [data]);
    }

    public static TheoryData<Statement> Statements => new(AllStatements());

    [Theory]
    [MemberData(nameof(Statements))]
    public void Prove_EachLinearStatement_VerifiesAndIsBoundToItsContext(Statement statement)
    {
        var proof = Prove(statement, Data);
        Assert.Equal(744, proof.Length);
        Assert.Equal(Verification.Passed, Verify(statement, Data.Context, proof));
        foreach (var other in Others(Data.Context))
        {
            Assert.Equal("proof.equation", Verify(statement, other, proof).Check);
        }
    }

    [Theory]
    [MemberData(nameof(Statements))]
    public void Verify_FlippedBits_AreRefused(Statement statement)
    {
        var proof = Prove(statement, Data);
        Assert.Equal(0, BitFlips.CountAccepted(proof, flipped => Verify(statement, Data.Context, flipped).Valid));
    }

    [Fact]
    public void Verify_ShorterOrLongerProof_IsRefused()
    {
        var statement = AllStatements()[0];
        var proof = Prove(statement, Data);
        Assert.Equal("proof.length", Verify(statement, Data.Context, proof.AsSpan(1).ToArray()).Check);
        Assert.Equal("proof.length", Verify(statement, Data.Context, [.. proof, 0]).Check);
        Assert.Equal("proof.length", Verify(statement, Data.Context, []).Check);
    }

    [Fact]
    public void Verify_CommitmentsExchanged_IsRefused()
    {
        var statement = new SumStatement([new("a", Total(0)), new("b", Total(1))]);
        var proof = Prove(statement, Data);
        var honest = TestDataset.Reader(Data);
        Assert.True(Verifier.Verify(statement, Data.Context, honest, proof).Valid);
        CommitmentReader columnsSwapped = (s, c, first, n) => honest(s, 1 - c, first, n);
        CommitmentReader chunksSwapped = (s, c, first, n) =>
        {
            var list = honest(s, c, first, n).ToArray();
            return (byte[])[.. list.AsSpan(32, 32), .. list.AsSpan(0, 32), .. list.AsSpan(64)];
        };
        CommitmentReader notAPoint = (s, c, first, n) => Enumerable.Repeat((byte)255, 32 * n).ToArray();
        Assert.Equal("proof.equation", Verifier.Verify(statement, Data.Context, columnsSwapped, proof).Check);
        Assert.Equal("proof.equation", Verifier.Verify(statement, Data.Context, chunksSwapped, proof).Check);
        Assert.Equal("commitments", Verifier.Verify(statement, Data.Context, notAPoint, proof).Check);
    }

    [Fact]
    public void Prove_SameStatementTwice_SharesNoMessage()
    {
        var statement = AllStatements()[0];
        var first = Prove(statement, Data).AsSpan(8).ToArray().Chunk(32).Select(Convert.ToHexString);
        var second = Prove(statement, Data).AsSpan(8).ToArray().Chunk(32).Select(Convert.ToHexString);
        Assert.Empty(first.Intersect(second));
    }

    [Fact]
    public void Row_OtherValueOrRow_IsRefused()
    {
        var value = Data.Values(0).Span[2049];
        var proof = Prove(new RowStatement(2049, [new("a", value)]), Data);
        Assert.Equal("proof.equation", Verify(new RowStatement(2049, [new("a", value + 1)]), Data.Context, proof).Check);
        Assert.Equal("proof.equation", Verify(new RowStatement(2050, [new("a", value)]), Data.Context, proof).Check);
        Assert.Equal("proof.equation", Verify(new RowStatement(2049, [new("b", value)]), Data.Context, proof).Check);
    }

    [Fact]
    public void Pad_PaddingHoldsFive_IsRefused()
    {
        // The dishonest owner commits 2,501 values and says 2,500: the padding slot 452 of chunk 2 holds 5.
        var cheat = new TestDataset("cheat", 1, ("x", [.. TestDataset.OneTo(2500), 5]));
        var shape = new DatasetShape(2500, cheat.Shape.Columns);
        var context = new ProofContext("o", [cheat.Subject with { Shape = shape }]);
        var statement = new PadStatement(2500);
        var proof = ProofAssert.Prove(statement, context, [cheat]);
        Assert.Equal("proof.equation", Verifier.Verify(statement, context, TestDataset.Reader(cheat), proof).Check);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(3000)]
    public void WellFormed_HonestDataset_Verifies(int rows)
    {
        var data = new TestDataset("wf", 3, ("x", TestDataset.Random(rows, rows, 62)), ("y", TestDataset.OneTo(rows)));
        var outcome = WellFormed.Prove(
            "origin", data.Subject.DatasetRoot, data.Shape, data, TestContext.Current.CancellationToken);
        Assert.True(outcome.TryGet(out var wf, out _));
        Assert.Equal(744, wf.Open.Length);
        Assert.Equal(rows % 1024 == 0, wf.Pad is null);
        var reader = TestDataset.Reader(data);
        Assert.True(wf.Verify("origin", data.Subject.DatasetRoot, data.Shape, reader).Valid);
        Assert.Equal("wellFormed.open", wf.Verify("other", data.Subject.DatasetRoot, data.Shape, reader).Check);
        Assert.Equal("wellFormed.open", wf.Verify("origin", data.Subject.LeafHash, data.Shape, reader).Check);
        var missing = wf with { Pad = wf.Pad is null ? wf.Open : null };
        Assert.Equal("wellFormed.pad", missing.Verify("origin", data.Subject.DatasetRoot, data.Shape, reader).Check);
    }

    private static Statement[] AllStatements() =>
    [
        new SumStatement([new("a", Total(0)), new("c", Total(2)), new("b", Total(1))]),
        new RowStatement(1500, [new("b", Data.Values(1).Span[1500]), new("c", 1501)]),
        new OpenStatement(2500),
        new PadStatement(2500),
    ];

    private static BigInteger Total(int column) => LinearProtocol.Total(Data.Values(column).Span);

    private static IEnumerable<ProofContext> Others(ProofContext context)
    {
        var subject = context.Subjects[0];
        yield return context with { Origin = "ledger.example/other" };
        yield return context with { Nonce = "another"u8.ToArray() };
        yield return context with { Subjects = [subject with { Index = 8 }] };
        yield return context with { Subjects = [subject with { LeafHash = subject.DatasetRoot }] };
        yield return context with { Subjects = [subject with { DatasetRoot = subject.LeafHash }] };
    }

    private static byte[] Prove(Statement statement, TestDataset data) =>
        ProofAssert.Prove(statement, data.Context, [data]);

    private static Verification Verify(Statement statement, ProofContext context, byte[] proof) =>
        Verifier.Verify(statement, context, TestDataset.Reader(Data), proof);
}
