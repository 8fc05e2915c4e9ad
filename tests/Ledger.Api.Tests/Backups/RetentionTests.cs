using Ledger.Api.Backups;
using Ledger.Api.Backups.Targets;

namespace Ledger.Api.Tests.Backups;

public sealed class RetentionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly LocalFolder Target = new("/nowhere");

    [Fact]
    public void Expired_OfChainsOfSeveralAges_NeverTakesAParentThatIsNeeded()
    {
        var old = Backup(50, null);
        var oldChild = Backup(49, old);
        var needed = Backup(40, null);
        var neededChild = Backup(31, needed);
        var young = Backup(29, neededChild);
        var newest = Backup(1, null);
        Assert.Equal([old.Id, oldChild.Id], Retention.Expired([old, oldChild, needed, neededChild, young, newest], 30, Now));
    }

    [Fact]
    public void Expired_WhenAllAreOld_KeepsTheNewestChain()
    {
        var old = Backup(90, null);
        var full = Backup(80, null);
        var last = Backup(70, full);
        var damaged = new ShelvedBackup(BackupManifest.NewId(Now.AddDays(-60), "full"), Target, null, "", "damaged");
        Assert.Equal([old.Id, damaged.Id], Retention.Expired([old, full, last, damaged], 30, Now));
    }

    private static ShelvedBackup Backup(int daysAgo, ShelvedBackup? parent)
    {
        var id = BackupManifest.NewId(Now.AddDays(-daysAgo), parent is null ? "full" : "incremental");
        return new ShelvedBackup(id, Target, new BackupManifest
        {
            Format = BackupManifest.FormatName,
            Id = id,
            Kind = id.Split('-')[1],
            Parent = parent is null ? null : new ParentLink(parent.Id, ""),
            TakenAt = "",
            KeyId = "",
            Lineage = "",
            SnapshotXmin = "0",
            AuditSeq = 0,
            Compression = "none",
            Migrations = [],
            Ledgers = [],
            Files = [],
        }, "", null);
    }
}
