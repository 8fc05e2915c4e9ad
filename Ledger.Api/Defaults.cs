using Ledger.Api.Entries;
using Ledger.Api.Ledgers;
using Ledger.Api.Requests;
using Ledger.Api.Settings;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Errors;
using Platform.ServiceDefaults.RateLimiting;
using Platform.ServiceDefaults.Security;
using Platform.ServiceDefaults.Settings;

namespace Ledger.Api;

/// <summary>The edge of this service, from its documented settings.</summary>
internal static class Defaults
{
    /// <summary>Fills the options from a configuration; faults are reported by the start.</summary>
    public static Action<EdgeOptions, SettingsReader> From(IConfiguration configuration) =>
        (edge, settings) => Configure(edge, settings, new SettingValues(configuration));

    private static void Configure(EdgeOptions edge, SettingsReader settings, SettingValues values)
    {
        foreach (var problem in values.Problems())
        {
            settings.Fault(problem);
        }

        var auth = edge.Auth;
        auth.Roles.Clear();
        auth.Roles["Viewer"] = ["Read"];
        auth.Roles["DataScientist"] = ["Read", "Write"];
        auth.Roles["Auditor"] = ["Read", "Audit"];
        auth.Roles["Admin"] = ["Read", "Write", "Admin"];
        auth.Roles["SystemAdmin"] = ["Read", "Write", "Admin", "Audit", "Config"];
        auth.DefaultKeyRole = "SystemAdmin";
        auth.RequireDeclaredPermissions = true;
        auth.IsEnabled = values.Flag("security", "enable_auth");
        auth.ReadKeys(settings, "LEDGER_API_KEYS");
        auth.ReadJwtSecret(settings, "JWT_SECRET");
        if (MasterKey.Problem(settings) is { } unsealed)
        {
            settings.Fault(unsealed);
        }

        auth.Jwt.Lifetime = TimeSpan.FromHours(values.Number("security", "jwt_expiration_hours"));
        if (settings.IsProduction && !auth.Jwt.IsEnabled)
        {
            settings.Fault("JWT_SECRET must be set in production, to at least 32 bytes.");
        }

        var limits = edge.RateLimits;
        limits.HeaderPrefix = "RateLimit-";
        limits.Reset = ResetFormat.DeltaSeconds;
        limits.Nodes = settings.Number("ZKP_LEDGER_REPLICAS", 1, 1);
        limits.Policies[RateLimitOptions.Default] = RatePolicy.Sliding(
            new RateWindow(values.Whole("security", "rate_limit_requests_per_minute"), TimeSpan.FromMinutes(1)),
            new RateWindow(values.Whole("security", "rate_limit_burst_size"), TimeSpan.FromSeconds(1)));

        edge.Requests.MaxBodyBytes = 1024L * 1024 * values.Whole("security", "max_payload_size_mb");

        // Proofs end themselves first, with an error that says so.
        edge.Requests.Timeout = values.Seconds("performance", "task_timeout") + TimeSpan.FromSeconds(30);
        edge.Requests.Heavy["verifications"] = values.Whole("limits", "max_concurrent_verifications");
        SecurityOptions.ReadNetworks(settings, "TRUSTED_PROXIES", edge.Security.TrustedProxies);

        edge.Audit.IsChained = true;
        edge.Audit.IsRequired = true;
        edge.Audit.RetentionDays = values.Whole("compliance", "audit_retention_days");

        var problems = edge.Problems;
        problems.Exceptions.Add(DatabaseOutage.Describe);
        problems.Exceptions.Add(UnstorableText.Describe);
        problems.RequestIdMember = "requestId";
        problems.InvalidStatus = StatusCodes.Status400BadRequest;
        problems.Codes[SharedCodes.Invalid] = "bad_request";
        problems.Codes[SharedCodes.Malformed] = "bad_request";
        problems.Codes[SharedCodes.PayloadTooLarge] = "file_too_large";
        problems.Codes[SharedCodes.UnsupportedMediaType] = "format_not_supported";
        problems.Codes[SharedCodes.NotAcceptable] = "report_format_not_supported";
        problems.Codes[SharedCodes.Busy] = "prover_busy";
        problems.Codes[SharedCodes.Draining] = "not_ready";
        problems.Codes[SharedCodes.AuditUnavailable] = "not_ready";
        problems.Codes[SharedCodes.Unavailable] = "not_ready";
    }
}
