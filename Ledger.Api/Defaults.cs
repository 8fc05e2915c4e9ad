using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Errors;
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
        auth.ReadKeys(settings, "LEDGER_API_KEYS");
        auth.ReadJwtSecret(settings, "JWT_SECRET");
        if (settings.IsProduction && !auth.Jwt.IsEnabled)
        {
            settings.Fault("JWT_SECRET must be set in production, to at least 32 bytes.");
        }

        var problems = edge.Problems;
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
