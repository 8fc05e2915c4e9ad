using Ledger.Api.Errors;
using Ledger.Api.Ledgers;
using Ledger.Api.Requests;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Auth;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Accounts;

/// <summary>Credentials to exchange for a token: user and password, or an API key.</summary>
/// <param name="Username">User.</param>
/// <param name="Password">Password.</param>
/// <param name="ApiKey">API key.</param>
public sealed record LogInRequest(string? Username, string? Password, string? ApiKey);

/// <summary>A token.</summary>
/// <param name="AccessToken">HS256 token.</param>
/// <param name="TokenType">Bearer.</param>
/// <param name="ExpiresInSeconds">How long it is good.</param>
/// <param name="Roles">Roles in it.</param>
public sealed record TokenAnswer(string AccessToken, string TokenType, int ExpiresInSeconds, IReadOnlyList<string> Roles);

/// <summary>POST /api/auth/token.</summary>
internal static class LogIn
{
    public static async Task<IResult> HandleAsync(
        HttpContext http, AccountStore accounts, IOptions<EdgeOptions> edge, TimeProvider time, CancellationToken cancellation)
    {
        if (!(await http.ReadJsonAsync<LogInRequest>(cancellation)).TryGet(out var request, out var error))
        {
            return new ErrorResult(error);
        }

        var jwt = edge.Value.Auth.Jwt;
        if (jwt.Secret is null)
        {
            return new ErrorResult(LedgerErrors.NotReady("Tokens need JWT_SECRET."));
        }

        var (name, password, key) = request.Value;
        if (key is not null)
        {
            return (OfSettings(edge.Value.Auth, key) ?? await accounts.FindAsync(key, cancellation)) is { } owner
                ? Answer(jwt, owner.Id, owner.Grants, [.. owner.Claims.Select(claim => claim.Value)], time) : new ErrorResult(Refused());
        }

        if (name is null || password is null)
        {
            return new ErrorResult(LedgerErrors.BadRequest("username and password, or apiKey, are wanted."));
        }

        if (await accounts.FindUserAsync(name, cancellation) is not { } user)
        {
            // As long as a wrong password of a real user takes.
            _ = Passwords.Create(password);
            return new ErrorResult(Refused());
        }

        if (user.Locked)
        {
            return new ErrorResult(new LedgerError(401, "account_locked", "The account is locked.", "Three wrong passwords lock an account for 15 minutes."));
        }

        var good = Passwords.Verify(password, user.Salt, user.PasswordHash);
        await accounts.CountAsync(name, good, cancellation);
        return good ? Answer(jwt, user.Name, user.Roles, user.Ledgers, time) : new ErrorResult(Refused());
    }

    /// <summary>The caller whose key stands in the settings; all are compared, in constant time.</summary>
    private static KeyOwner? OfSettings(AuthOptions auth, string key)
    {
        var hash = ApiKey.HashOf(key);
        ApiKey? found = null;
        foreach (var known in auth.Keys)
        {
            found = System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(known.Hash, hash) ? known : found;
        }

        return found is null ? null : new KeyOwner(found.Name ?? Convert.ToHexStringLower(hash)[..auth.UnnamedKeyDigits], found.Grants ?? [auth.DefaultKeyRole]);
    }

    private static Microsoft.AspNetCore.Http.HttpResults.Ok<TokenAnswer> Answer(JwtOptions jwt, string subject, IReadOnlyList<string> roles, string[] ledgers, TimeProvider time)
    {
        var grant = new JwtGrant(subject, time.GetUtcNow(), jwt.Lifetime)
        {
            Roles = roles,
            Claims = new Dictionary<string, object?> { ["ledgers"] = ledgers.Length == 0 ? (string[])["*"] : ledgers },
            Issuer = jwt.Issuer,
            Audience = jwt.Audience,
        };
        return TypedResults.Ok(new TokenAnswer(JwtToken.Make(jwt.Secret!, grant), "Bearer", (int)jwt.Lifetime.TotalSeconds, roles));
    }

    private static LedgerError Refused() => new(401, "unauthenticated", "The credentials are wrong.", "Unknown user, wrong password or wrong key.");
}
