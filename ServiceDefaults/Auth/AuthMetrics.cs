using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Auth;

/// <summary>Counts refused credentials under the name that the service documents.</summary>
internal sealed class AuthMetrics
{
    private readonly Counter<long> _failures;

    public AuthMetrics(IMeterFactory meters, ServiceIdentity identity, IOptions<EdgeOptions> edge) =>
        _failures = meters.Create(identity.Application).CreateCounter<long>(
            edge.Value.Auth.FailureCounter, description: "Requests refused because of their credentials, by reason.");

    public void Failed(AuthFailure reason) =>
        _failures.Add(1, new KeyValuePair<string, object?>("reason", Label(reason)));

    private static string Label(AuthFailure reason) => reason switch
    {
        AuthFailure.Missing => "missing",
        AuthFailure.UnknownKey => "unknown_key",
        AuthFailure.Malformed => "malformed",
        AuthFailure.WrongAlgorithm => "wrong_algorithm",
        AuthFailure.BadSignature => "bad_signature",
        AuthFailure.BadClaim => "bad_claim",
        AuthFailure.Expired => "expired",
        AuthFailure.NotYetValid => "not_yet_valid",
        AuthFailure.WrongIssuer => "wrong_issuer",
        AuthFailure.WrongAudience => "wrong_audience",
        _ => "other",
    };
}
