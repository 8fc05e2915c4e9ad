using Ledger.Api.Entries;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Errors;
using Platform.ServiceDefaults.RateLimiting;
using Platform.ServiceDefaults.Security;
using Platform.ServiceDefaults.Settings;

namespace Ledger.Api;

/// <summary>The edge of this service, from its documented settings.</summary>
internal static class Defaults
{
    /// <summary>Fills the options; faults are reported by the start.</summary>
    public static void Configure(EdgeOptions edge, SettingsReader settings)
    {
        var auth = edge.Auth;
        auth.Roles.Clear();
        auth.Roles["Viewer"] = ["Read"];
        auth.Roles["DataScientist"] = ["Read", "Write"];
        auth.Roles["Auditor"] = ["Read", "Audit"];
        auth.Roles["Admin"] = ["Read", "Write", "Admin"];
        auth.Roles["SystemAdmin"] = ["Read", "Write", "Admin", "Audit", "Config"];
        auth.DefaultKeyRole = "SystemAdmin";
        auth.RequireDeclaredPermissions = true;
        auth.ReadKeys(settings, "LEDGER_API_KEYS");
        auth.ReadJwtSecret(settings, "JWT_SECRET");
        if (settings.IsProduction && !auth.Jwt.IsEnabled)
        {
            settings.Fault("JWT_SECRET must be set in production, to at least 32 bytes.");
        }

        var limits = edge.RateLimits;
        limits.HeaderPrefix = "RateLimit-";
        limits.Reset = ResetFormat.DeltaSeconds;
        limits.Nodes = settings.Number("ZKP_LEDGER_REPLICAS", 1, 1);
        limits.Policies[RateLimitOptions.Default] = RatePolicy.Sliding(
            new RateWindow(settings.Number("RATE_LIMIT_REQUESTS_PER_MINUTE", 1000, 1), TimeSpan.FromMinutes(1)),
            new RateWindow(settings.Number("RATE_LIMIT_BURST_SIZE", 100, 1), TimeSpan.FromSeconds(1)));

        edge.Requests.MaxBodyBytes = 1024L * 1024 * settings.Number("MAX_PAYLOAD_SIZE_MB", 100, 1, 2048);
        edge.Requests.Timeout = TimeSpan.FromSeconds(300);
        edge.Requests.Heavy["proofs"] = settings.Number("MAX_CONCURRENT_PROOFS", 10, 1);
        edge.Requests.Heavy["verifications"] = settings.Number("MAX_CONCURRENT_VERIFICATIONS", 100, 1);
        SecurityOptions.ReadNetworks(settings, "TRUSTED_PROXIES", edge.Security.TrustedProxies);

        edge.Audit.IsChained = true;
        edge.Audit.IsRequired = true;
        edge.Audit.RetentionDays = settings.Number("AUDIT_RETENTION_DAYS", 365, 365, 36_500);

        var problems = edge.Problems;
        problems.Exceptions.Add(DatabaseOutage.Describe);
        problems.RequestIdMember = "requestId";
        problems.InvalidStatus = StatusCodes.Status400BadRequest;
        problems.Codes[SharedCodes.Invalid] = "bad_request";
        problems.Codes[SharedCodes.Malformed] = "bad_request";
        problems.Codes[SharedCodes.PayloadTooLarge] = "file_too_large";
        problems.Codes[SharedCodes.UnsupportedMediaType] = "format_not_supported";
        problems.Codes[SharedCodes.NotAcceptable] = "report_format_not_supported";
        problems.Codes[SharedCodes.Busy] = "prover_busy";
        problems.Codes[SharedCodes.Draining] = "not_ready";
    }
}
