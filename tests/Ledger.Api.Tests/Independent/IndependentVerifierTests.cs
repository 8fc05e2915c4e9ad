using System.Numerics;
using System.Text;
using Ledger.Api.Proofs;
using Ledger.Api.Proofs.Protocol;
using Ledger.Api.Proofs.Statements;
using Ledger.Api.Tests.Proofs;

namespace Ledger.Api.Tests.Independent;

/// <summary>Proofs of the service checked by a verifier that shares no code with it.</summary>
public class IndependentVerifierTests
{
    private static readonly TestDataset Data = new(
        "independent", 4, ("a", TestDataset.Random(1, 1300, 62)), ("b", TestDataset.Random(2, 1300, 20)),
        ("c", [.. Enumerable.Range(0, 1300).Select(i => i % 3 == 0 ? 7L : -2L)]));

    public static TheoryData<Statement> OneDataset =>
    [
        new SumStatement([new("b", Sum(1)), new("a", Sum(0))]),
        new RowStatement(1030, [new("a", Data.Values(0).Span[1030]), new("b", Data.Values(1).Span[1030])]),
        new OpenStatement(1300),
        new PadStatement(1300),
        new BoundStatement([new("b", -3)], 21, (-3 * Sum(1)) - 1000, (-3 * Sum(1)) + 1_000_000),
        new MomentStatement([new("b", 5)], Data.Values(1).ToArray().Aggregate(BigInteger.Zero, (s, x) => s + (25 * (BigInteger)x * x))),
        new MemberStatement("c", 7, -2),
        new MagnitudeStatement("b", 20),
        new RangeAllStatement("c", -2, 7),
        new RangeAllStatement("c", -1000, 1100), // three pieces of the table
    ];

    [Fact]
    public void Verify_MagnitudeOfOneChunk_IsAccepted()
    {
        var small = new TestDataset("small", 9, ("a", TestDataset.Random(3, 20, 10)));
        var statement = new MagnitudeStatement("a", 10);
        Assert.True(Verify(statement, [small], ProofAssert.Prove(statement, small.Context, [small])));
    }

    [Theory]
    [MemberData(nameof(OneDataset))]
    public void Verify_ProofOfTheService_IsAcceptedAndAnEditedOneRefused(Statement statement)
    {
        var proof = ProofAssert.Prove(statement, Data.Context, [Data]);
        Assert.True(Verify(statement, [Data], proof));
        proof[^32] ^= 1; // lowest bit of the last scalar
        Assert.False(Verify(statement, [Data], proof));
    }

    [Fact]
    public void Verify_SplitOfTheService_IsAccepted()
    {
        var order = Enumerable.Range(0, 1300).OrderBy(i => i * 577 % 1301).ToArray();
        TestDataset[] all =
        [
            Data,
            .. new[] { order[..1040], order[1040..] }.Select((rows, i) => new TestDataset(
                $"part {i}", (ulong)(5 + i), ("a", Rows(0, rows)), ("b", Rows(1, rows)))),
        ];
        var map = DerivationMap.Of([.. order.Select(row => (0, row))]);
        var statement = new DeriveStatement(["a", "b"], map.Sha256, 1);
        var context = Data.Context with { Subjects = [.. all.Select(d => d.Subject)] };
        var proof = ProofAssert.Prove(statement, context, all, map.Bytes);
        Assert.True(Verify(statement, all, proof, map.Bytes.ToArray()));
    }

    private static long[] Rows(int column, int[] rows) => [.. rows.Select(row => Data.Values(column).Span[row])];

    private static BigInteger Sum(int column) => LinearProtocol.Total(Data.Values(column).Span);

    private static bool Verify(Statement statement, TestDataset[] datasets, byte[] proof, byte[]? map = null)
    {
        var subjects = datasets.Select(d => new NaiveSubject(
            [.. BitConverter.GetBytes(d.Subject.Index), .. d.Subject.LeafHash.Span, .. d.Subject.DatasetRoot.Span],
            d.Shape.Rows, [.. d.Shape.Columns.Select(c => (c.Name, c.Index, d.Commitments(c.Index).ToArray()))]));
        return new IndependentVerifier().Verify(
            Data.Context.Origin, [.. subjects], Encoding.UTF8.GetString(statement.ToCanonicalJson()),
            Data.Context.Nonce.ToArray(), proof, map ?? []);
    }
}
