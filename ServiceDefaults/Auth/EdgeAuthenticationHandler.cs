using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Errors;

namespace Platform.ServiceDefaults.Auth;

/// <summary>The one authentication scheme of a service: keys and tokens, as its options say.</summary>
internal sealed class EdgeAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    IOptions<EdgeOptions> edge,
    CallerResolver callers,
    ProblemWriter problems,
    AuthMetrics metrics)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Edge";

    private static readonly Caller Everybody = new("anonymous", CallerKind.Anonymous, [Caller.AllPermissions]);

    private AuthOptions Auth => edge.Value.Auth;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var (caller, failure) = await callers.ResolveAsync(Request.Headers, Context.RequestAborted).ConfigureAwait(false);
        if (caller is null && Auth.IsOpen)
        {
            caller = Everybody;
        }

        if (caller is not null)
        {
            return AuthenticateResult.Success(new AuthenticationTicket(caller.ToPrincipal(SchemeName), SchemeName));
        }

        Context.Features.Set(new RefusedCredentials(failure));
        if (failure == AuthFailure.Missing)
        {
            return AuthenticateResult.NoResult();
        }

        metrics.Failed(failure);
        return AuthenticateResult.Fail(failure.ToString());
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var failure = Context.Features.Get<RefusedCredentials>()?.Failure ?? AuthFailure.Missing;
        if (failure == AuthFailure.Missing)
        {
            metrics.Failed(failure);
        }

        Response.Headers.WWWAuthenticate = Auth.Challenge;
        return problems.WriteAsync(Context, new SharedError(
            StatusCodes.Status401Unauthorized,
            failure == AuthFailure.Expired ? SharedCodes.TokenExpired : SharedCodes.Unauthenticated,
            "Unauthorized",
            failure == AuthFailure.Missing ? Auth.MissingMessage : Auth.InvalidMessage));
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var needed = Context.GetEndpoint()?.Metadata.GetMetadata<PermissionRequirement>()?.Permission;
        return problems.WriteAsync(Context, new SharedError(
            StatusCodes.Status403Forbidden,
            SharedCodes.Forbidden,
            "Forbidden",
            needed is null ? "The caller may not do this." : $"The caller lacks the permission '{needed}'."));
    }
}

/// <summary>Why the credentials of a request were refused.</summary>
/// <param name="Failure">The first check that failed.</param>
internal sealed record RefusedCredentials(AuthFailure Failure);
