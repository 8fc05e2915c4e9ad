using Ledger.Api.Backups.Targets;
using Platform.ServiceDefaults.Settings;

namespace Ledger.Api.Backups;

/// <summary>Kinds of backup.</summary>
internal static class BackupKinds
{
    public const string Full = "full";
    public const string Incremental = "incremental";

    /// <summary>No backup: a rehearsal of a restore, which has its slot beside them.</summary>
    public const string Drill = "drill";
}

/// <summary>When backups are made, where they go and how long they stay (contract §12 and §13).</summary>
internal sealed class BackupOptions
{
    /// <summary><c>backup:enabled</c>: whether schedules run. Default true; requests work either way.</summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary><c>ZKP_LEDGER_BACKUP_SCHEDULE</c> or <c>backup:schedule</c>: full backups, default <c>0 2 * * *</c>, UTC.</summary>
    public Cron Full { get; set; } = Cron.TryParse("0 2 * * *")!;

    /// <summary><c>backup:incremental_schedule</c>, default <c>0 */6 * * *</c>; null when <c>backup:incremental</c> is false.</summary>
    public Cron? Incremental { get; set; }

    /// <summary><c>backup:drill_schedule</c>: rehearsals of a restore, default <c>0 4 1 * *</c>.</summary>
    public Cron Drill { get; set; } = Cron.TryParse("0 4 1 * *")!;

    /// <summary><c>backup:retention_days</c>: days that a backup stays here. Default 30.</summary>
    public int RetentionDays { get; set; } = 30;

    /// <summary><c>backup:remote_retention_days</c>: days that a backup stays in the bucket. Default 90.</summary>
    public int RemoteRetentionDays { get; set; } = 90;

    /// <summary><c>backup:compression</c>. Default true.</summary>
    public bool Compress { get; set; } = true;

    /// <summary><c>backup:backup_directory</c>; default <c>ledger-backups</c> in the platform's data folder, or in the user's.</summary>
    public string Directory { get; set; } = "";

    /// <summary><c>LEDGER_BACKUP_KEY</c>: 32 bytes, base64 or hexadecimal; null when it is derived from the master key.</summary>
    public byte[]? Key { get; set; }

    /// <summary>The bucket of <c>S3_ENDPOINT</c>, <c>S3_BUCKET</c>, <c>S3_ACCESS_KEY</c>, <c>S3_SECRET_KEY</c>, <c>S3_REGION</c>, <c>S3_PREFIX</c>.</summary>
    public S3Place? Remote { get; set; }

    /// <summary>Fills the options; faults are reported by the start.</summary>
    public static void Read(BackupOptions options, SettingsReader settings)
    {
        options.IsEnabled = settings.Flag("backup:enabled", true);
        options.Full = Schedule(settings, "0 2 * * *", "ZKP_LEDGER_BACKUP_SCHEDULE", "backup:schedule");
        options.Incremental = settings.Flag("backup:incremental", true) ? Schedule(settings, "0 */6 * * *", "backup:incremental_schedule") : null;
        options.Drill = Schedule(settings, "0 4 1 * *", "backup:drill_schedule");
        options.RetentionDays = settings.Number("backup:retention_days", 30, 1, 36_500);
        options.RemoteRetentionDays = settings.Number("backup:remote_retention_days", 90, 1, 36_500);
        options.Compress = settings.Flag("backup:compression", true);
        options.Directory = settings.Text("backup:backup_directory") ?? Path.Combine(DataFolder(settings), "ledger-backups");
        if (!settings.Flag("backup:encryption", true) || !settings.Flag("backup:verification", true))
        {
            settings.Fault("backup:encryption and backup:verification must be true: backups are always sealed and always verified.");
        }

        if (settings.Secret("LEDGER_BACKUP_KEY") is { } text)
        {
            options.Key = BackupKey.TryRead(text, out var key) ? key : null;
        }

        if (settings.Secret("LEDGER_BACKUP_KEY") is not null && options.Key is null)
        {
            settings.Fault("LEDGER_BACKUP_KEY must be 32 bytes, as base64 or hexadecimal.");
        }

        options.Remote = Bucket(settings);
    }

    private static Cron Schedule(SettingsReader settings, string fallback, params string[] names)
    {
        var text = settings.Text(names) ?? fallback;
        if (Cron.TryParse(text) is { } cron)
        {
            return cron;
        }

        settings.Fault($"{names[0]} must be a schedule of five cron fields such as '{fallback}', got '{(text.Length <= 40 ? text : text[..40] + "…")}'.");
        return Cron.TryParse(fallback)!;
    }

    private static S3Place? Bucket(SettingsReader settings)
    {
        var (endpoint, bucket) = (settings.Text("S3_ENDPOINT"), settings.Text("S3_BUCKET"));
        if (endpoint is null || bucket is null)
        {
            return null;
        }

        var (access, secret) = (settings.Secret("S3_ACCESS_KEY"), settings.Secret("S3_SECRET_KEY"));
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            settings.Fault("S3_ENDPOINT must be an http or https address.");
            return null;
        }

        if (access is null || secret is null)
        {
            settings.Fault("S3_ACCESS_KEY and S3_SECRET_KEY must be set with S3_ENDPOINT and S3_BUCKET.");
            return null;
        }

        var prefix = (settings.Text("S3_PREFIX") ?? "ledger").Trim('/');
        return new S3Place(address, bucket, prefix.Length > 0 ? prefix + "/" : "", new S3Credentials(access, secret, settings.Text("S3_REGION") ?? "us-east-1"));
    }

    private static string DataFolder(SettingsReader settings) => settings.Text("PLATFORM_DATA") is { } folder ? folder
        : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } home ? Path.Combine(home, "platform")
        : Environment.CurrentDirectory;
}
