using System.Security.Cryptography;
using System.Text;

namespace Aspire.Dashboard.Access;

/// <summary>
/// Who may look and command: whoever has shown the token. The cookie is derived from the token, so a browser stays in
/// when the application is started again with the same one, and the token itself is not kept in the browser.
/// </summary>
internal sealed class DashboardSession(DashboardOptions options)
{
    public const string CookieName = "platform-dashboard";

    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(3);

    private readonly string _cookie = Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(options.Token), "dashboard cookie"u8));

    public string Cookie => _cookie;

    public bool IsToken(string? presented) => Same(presented, options.Token);

    public bool IsCookie(string? presented) => Same(presented, _cookie);

    private static bool Same(string? presented, string wanted) => presented is not null
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(presented)), SHA256.HashData(Encoding.UTF8.GetBytes(wanted)));
}
