namespace Ledger.Api.Requests;

/// <summary>What an operator may decide.</summary>
/// <param name="Host"><c>Ledger:Host</c>, first part of every origin; default <c>ledger.local</c>.</param>
/// <param name="IsLogPublic"><c>Log:Public</c>, whether the log can be read without a key; default true.</param>
/// <param name="MinGroup"><c>Proofs:MinGroup</c>, fewest rows of a dataset that sums, bounds and moments are proven about; default 10.</param>
/// <param name="MaxProofs"><c>limits:max_concurrent_proofs</c>, proofs made at once; default 10.</param>
internal sealed record LedgerOptions(string Host, bool IsLogPublic, int MinGroup, int MaxProofs)
{
    /// <summary>The options from configuration.</summary>
    public static LedgerOptions From(IConfiguration settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new LedgerOptions(
            settings["Ledger:Host"] is { Length: > 0 } host ? host : "ledger.local",
            settings.GetValue("Log:Public", true),
            settings.GetValue("Proofs:MinGroup", 10),
            settings.GetValue("limits:max_concurrent_proofs", 10));
    }
}
