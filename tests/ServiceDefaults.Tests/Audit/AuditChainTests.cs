using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Platform.ServiceDefaults.Audit;

namespace ServiceDefaults.Tests.Audit;

public sealed class AuditChainTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // The bytes by hand: 32 zeros, then each field's length and text.
    [Fact]
    public void HashOf_KnownRow_IsSha256OverItsFieldsWithLengths()
    {
        using var expected = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        expected.AppendData(new byte[32]);
        foreach (var field in new[] { "1", "1767225600000000", "create", "ada", null, null, "POST", "/x", "201", null, "{}" })
        {
            expected.AppendData(BitConverter.GetBytes(field?.Length ?? -1));
            expected.AppendData(System.Text.Encoding.ASCII.GetBytes(field ?? ""));
        }

        var entry = new AuditEntry(Start, "create", "ada") { Method = "POST", Path = "/x", Status = 201 };
        Assert.Equal(expected.GetHashAndReset(), AuditChain.HashOf(AuditChain.Start, 1, entry));
    }

    [Fact]
    public void FirstBad_UntouchedChain_IsNone() => Assert.Null(AuditChain.FirstBad(Rows(20)));

    [Fact]
    public void FirstBad_PrunedAtTheFront_IsNone() => Assert.Null(AuditChain.FirstBad(Rows(20).Skip(5)));

    [Fact]
    public void FirstBad_OneFieldOfOneRowChanged_NamesThatRow()
    {
        Func<AuditEntry, AuditEntry>[] changes =
        [
            entry => entry with { At = entry.At.AddMicroseconds(1) },
            entry => entry with { Type = "x" },
            entry => entry with { Actor = entry.Actor + " " },
            entry => entry with { Ip = "" },
            entry => entry with { Client = entry.Method, Method = entry.Client },
            entry => entry with { Status = 200 },
            entry => entry with { CorrelationId = "c" },
            entry => entry with { Detail = "{ }" },
        ];
        Check.QuickThrowOnFailure(Prop.ForAll(
            Gen.Choose(0, 19).ToArbitrary(), Gen.Elements(changes).ToArbitrary(),
            (place, change) =>
            {
                var rows = Rows(20);
                rows[place] = rows[place] with { Entry = change(rows[place].Entry) };
                return AuditChain.FirstBad(rows) == place + 1;
            }));
    }

    [Theory]
    [InlineData("removed", 8)]
    [InlineData("exchanged", 8)]
    [InlineData("rehashed", 9)]
    public void FirstBad_RowsMovedOrRewritten_NamesTheBreak(string how, long expected)
    {
        var rows = Rows(20);
        switch (how)
        {
            case "removed":
                rows.RemoveAt(7);
                break;
            case "exchanged":
                (rows[7], rows[8]) = (rows[7] with { Entry = rows[8].Entry }, rows[8] with { Entry = rows[7].Entry });
                break;
            default:
                var entry = rows[7].Entry with { Actor = "somebody else" };
                rows[7] = rows[7] with { Entry = entry, Hash = AuditChain.HashOf(rows[7].PrevHash!, 8, entry) };
                break;
        }

        Assert.Equal(expected, AuditChain.FirstBad(rows));
    }

    private static List<AuditRow> Rows(int count)
    {
        var rows = new List<AuditRow>();
        for (var seq = 1; seq <= count; seq++)
        {
            var previous = rows.LastOrDefault()?.Hash ?? AuditChain.Start;
            var entry = new AuditEntry(Start.AddSeconds(seq), "create", $"caller {seq}") { Method = "POST", Status = 201 };
            rows.Add(new AuditRow(seq, entry, previous, AuditChain.HashOf(previous, seq, entry)));
        }

        return rows;
    }
}
