using System.Security.Claims;

namespace Platform.ServiceDefaults.Auth;

/// <summary>Who calls, once known.</summary>
/// <param name="Id">Name of the key or subject of the token; never the key itself.</param>
/// <param name="Kind">How the caller was recognised.</param>
/// <param name="Permissions">What the caller may do; <see cref="AllPermissions"/> stands for everything.</param>
public sealed record Caller(string Id, CallerKind Kind, IReadOnlyCollection<string> Permissions)
{
    /// <summary>The permission that contains every other.</summary>
    public const string AllPermissions = "*";

    internal const string IdClaim = "sub";
    internal const string KindClaim = "caller_kind";
    internal const string RoleClaim = "role";
    internal const string PermissionClaim = "permission";

    /// <summary>Roles as given, for display and audit.</summary>
    public IReadOnlyCollection<string> Roles { get; init; } = [];

    /// <summary>Further facts about the caller, such as a token's other claims.</summary>
    public IReadOnlyList<Claim> Claims { get; init; } = [];

    internal ClaimsPrincipal ToPrincipal(string scheme)
    {
        var identity = new ClaimsIdentity(Claims, scheme, IdClaim, RoleClaim);
        identity.AddClaim(new Claim(IdClaim, Id));
        identity.AddClaim(new Claim(KindClaim, Kind.ToString()));
        identity.AddClaims(Roles.Select(role => new Claim(RoleClaim, role)));
        identity.AddClaims(Permissions.Select(permission => new Claim(PermissionClaim, permission)));
        return new ClaimsPrincipal(identity);
    }
}

/// <summary>How a caller was recognised.</summary>
public enum CallerKind
{
    /// <summary>Not at all: the service is open, or the endpoint is public.</summary>
    Anonymous,

    /// <summary>By an API key.</summary>
    ApiKey,

    /// <summary>By a token's subject.</summary>
    User,
}

/// <summary>Reads the caller from the request's principal.</summary>
public static class CallerClaims
{
    /// <summary>The caller's id; null when nobody is known.</summary>
    public static string? CallerId(this ClaimsPrincipal user) =>
        user.CallerKind() == Auth.CallerKind.Anonymous ? null : user.FindFirstValue(Caller.IdClaim);

    /// <summary>How the caller was recognised.</summary>
    public static CallerKind CallerKind(this ClaimsPrincipal user) =>
        Enum.TryParse<CallerKind>(user.FindFirstValue(Caller.KindClaim), out var kind) ? kind : Auth.CallerKind.Anonymous;

    /// <summary>True when the caller may do what the permission names.</summary>
    public static bool HasPermission(this ClaimsPrincipal user, string permission) => user.HasClaim(
        claim => claim.Type == Caller.PermissionClaim && (claim.Value == permission || claim.Value == Caller.AllPermissions));

    private static string? FindFirstValue(this ClaimsPrincipal user, string type) => user.FindFirst(type)?.Value;
}
