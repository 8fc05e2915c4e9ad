using Ledger.Api.Entries;
using Ledger.Api.Ledgers;
using Ledger.Api.Requests;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Audit;
using Platform.ServiceDefaults.Auth;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Accounts;

/// <summary>A user or key to make.</summary>
/// <param name="Name">1–100 of A–Z a–z 0–9 _ -; of a user also as <paramref name="Username"/>.</param>
/// <param name="Roles">Viewer, DataScientist, Auditor, Admin, SystemAdmin.</param>
/// <param name="Password">Of a user: 8–200 characters.</param>
/// <param name="Ledgers">Projects it is for; all when absent.</param>
/// <param name="ExpiresAt">Of a key: when it ends.</param>
/// <param name="Username">Of a user: the name, as it stands in credentials.</param>
public sealed record AccountRequest(
    string? Name, IReadOnlyList<string>? Roles, string? Password = null, IReadOnlyList<string>? Ledgers = null, DateTimeOffset? ExpiresAt = null,
    string? Username = null);

/// <summary>A user or key as listed; a new key's text stands in <paramref name="Key"/>, once.</summary>
public sealed record AccountAnswer(
    string Id, string Name, IReadOnlyList<string> Roles, IReadOnlyList<string> Ledgers, bool? Locked = null, string? ExpiresAt = null,
    string? LastUsed = null, string? Key = null);

/// <summary>Who may call: users, keys, tokens.</summary>
internal static class AccountsModule
{
    /// <summary>Registers the slice.</summary>
    public static void AddAccounts(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AccountStore>();
        if (builder.Configuration.GetConnectionString("ledgerdb") is { Length: > 0 })
        {
            builder.Services.AddSingleton<IApiKeySource>(provider => provider.GetRequiredService<AccountStore>());
        }
    }

    /// <summary>Maps the routes.</summary>
    public static void MapAccounts(this WebApplication app)
    {
        app.MapPost("/api/auth/token", LogIn.HandleAsync).AllowAnonymous().Audit("auth").WithName("logIn").WithSummary("Exchanges credentials for a token");
        var admin = app.MapGroup("/api/admin").RequirePermission("Admin").Audit("admin");
        admin.MapPost("/users", AddUserAsync).Repeatable().WithName("addUser").WithSummary("Adds a user");
        admin.MapGet("/users", UsersAsync).WithName("listUsers").WithSummary("Lists users");
        admin.MapDelete("/users/{id}", (string id, AccountStore accounts, CancellationToken cancellation) => RemoveAsync(accounts, "users", id, cancellation)).WithName("removeUser").WithSummary("Removes a user");
        admin.MapPost("/api-keys", AddKeyAsync).Repeatable("key").WithName("addApiKey").WithSummary("Makes an API key; its text is shown once");
        admin.MapGet("/api-keys", KeysAsync).WithName("listApiKeys").WithSummary("Lists API keys, without their text");
        admin.MapDelete("/api-keys/{id}", (string id, AccountStore accounts, CancellationToken cancellation) => RemoveAsync(accounts, "api_keys", id, cancellation)).WithName("removeApiKey").WithSummary("Revokes an API key");
    }

    private static async Task<Outcome<AccountRequest>> ReadAsync(HttpContext http, EdgeOptions edge, CancellationToken cancellation)
    {
        if (!(await http.ReadJsonAsync<AccountRequest>(cancellation)).TryGet(out var request, out var error))
        {
            return error;
        }

        var asked = request.Value with { Name = request.Value.Name ?? request.Value.Username };
        if (!RequestReading.IsProject(asked.Name) || asked.Roles is not { Count: > 0 } roles || roles.Any(role => !edge.Auth.Roles.ContainsKey(role))
            || asked.Ledgers?.Any(ledger => !RequestReading.IsProject(ledger)) == true)
        {
            return LedgerErrors.BadRequest($"name of 1–100 of A–Z a–z 0–9 _ -, roles of {string.Join(", ", edge.Auth.Roles.Keys)}, ledgers: project names are wanted.");
        }

        // Nobody gives away more than they have.
        var within = asked.Ledgers is { Count: > 0 } ledgers ? ledgers.All(http.User.MayUse) : http.User.MayUse("*");
        return within && roles.SelectMany(role => edge.Auth.Roles[role]).All(http.User.HasPermission) ? asked : LedgerErrors.Forbidden();
    }

    private static async Task<IResult> AddUserAsync(HttpContext http, AccountStore accounts, IOptions<EdgeOptions> edge, CancellationToken cancellation)
    {
        if (!(await ReadAsync(http, edge.Value, cancellation)).TryGet(out var asked, out var error))
        {
            return new ErrorResult(error);
        }

        if (asked.Password is not { Length: >= 8 and <= 200 } password)
        {
            return new ErrorResult(LedgerErrors.BadRequest("password of 8–200 characters is wanted."));
        }

        var (roles, ledgers) = (asked.Roles!.ToArray(), asked.Ledgers?.ToArray() ?? []);
        return await accounts.AddUserAsync(asked.Name!, password, roles, ledgers, cancellation)
            ? TypedResults.Created($"/api/admin/users/{asked.Name}", new AccountAnswer(asked.Name!, asked.Name!, roles, ledgers, false))
            : new ErrorResult(LedgerErrors.BadRequest("name: is taken."));
    }

    private static async Task<IResult> AddKeyAsync(HttpContext http, AccountStore accounts, IOptions<EdgeOptions> edge, CancellationToken cancellation)
    {
        if (!(await ReadAsync(http, edge.Value, cancellation)).TryGet(out var asked, out var error))
        {
            return new ErrorResult(error);
        }

        var (roles, ledgers) = (asked.Roles!.ToArray(), asked.Ledgers?.ToArray() ?? []);
        var (id, key) = await accounts.AddKeyAsync(asked.Name!, roles, ledgers, asked.ExpiresAt, cancellation);
        return TypedResults.Created($"/api/admin/api-keys/{id}", new AccountAnswer(id, asked.Name!, roles, ledgers, Key: key));
    }

    private static async Task<IResult> UsersAsync(AccountStore accounts, int? limit, string? cursor, CancellationToken cancellation) =>
        PageRequest.Read(limit, cursor).TryGet(out var page, out var error)
            ? TypedResults.Ok(page.Of(
                [.. (await accounts.UsersAsync(page.After, page.Limit + 1, cancellation)).Select(user => new AccountAnswer(user.Name, user.Name, user.Roles, user.Ledgers, user.Locked))],
                user => user.Id))
            : new ErrorResult(error);

    private static async Task<IResult> KeysAsync(AccountStore accounts, int? limit, string? cursor, CancellationToken cancellation) =>
        PageRequest.Read(limit, cursor).TryGet(out var page, out var error)
            ? TypedResults.Ok(page.Of(
                [.. (await accounts.KeysAsync(page.After, page.Limit + 1, cancellation)).Select(key => new AccountAnswer(
                    key.Id, key.Name, key.Roles, key.Ledgers, null, Stamp(key.ExpiresAt), Stamp(key.LastUsed)))],
                key => key.Id))
            : new ErrorResult(error);

    private static async Task<IResult> RemoveAsync(AccountStore accounts, string table, string id, CancellationToken cancellation) =>
        await accounts.RemoveAsync(table, id, cancellation) ? TypedResults.NoContent() : new ErrorResult(LedgerErrors.BadRequest($"id: '{id}' is none of ours."));

    private static string? Stamp(DateTime? time) => time is { } at ? Entry.Stamp(at) : null;
}
