using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Ledger.Api.Entries;
using Ledger.Api.Ledgers;
using Npgsql;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Requests;

/// <summary>
/// Answers a write that comes again with its <c>Idempotency-Key</c> as the first time. Appends keep their answers in their own
/// transaction; this does it for what writes more than entries, or none: one at a time per key, over all replicas.
/// </summary>
internal static class RepeatableWrites
{
    // Bodies may hold rows: they are kept in memory, never in a temporary file.
    private const int MaxBufferedBytes = 128 << 20;

    /// <summary>Makes a route repeatable.</summary>
    /// <param name="route">The route.</param>
    /// <param name="once">Member of the answer that is given once and not kept, if any.</param>
    public static RouteHandlerBuilder Repeatable(this RouteHandlerBuilder route, string? once = null) =>
        route.AddEndpointFilter((context, next) => AnswerAsync(context, next, once));

    private static async ValueTask<object?> AnswerAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next, string? once)
    {
        var http = context.HttpContext;
        if (http.Request.Headers["Idempotency-Key"].Count == 0)
        {
            return await next(context);
        }

        http.Request.EnableBuffering(MaxBufferedBytes);
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        http.Request.Body.Position = 0;
        if (!http.IdempotencyKey(body.GetBuffer().AsSpan(0, (int)body.Length)).TryGet(out var read, out var error))
        {
            return new ErrorResult(error);
        }

        var key = read.Key!;
        await using var connection = await http.RequestServices.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(http.RequestAborted);
        await using var turn = await connection.BeginTransactionAsync(http.RequestAborted);
        await connection.ExecuteAsync("select pg_advisory_xact_lock(@Lock)", new { Lock = BitConverter.ToInt64(key.Key) }, turn);
        var earlier = await connection.QuerySingleOrDefaultAsync<(byte[] Body, int Status, string Response)?>(
            "select body_hash, status, response from idempotency where key_hash = @Key and created_at > now() - @Lifetime",
            new { key.Key, IdempotencyKey.Lifetime }, turn);
        if (earlier is { } first)
        {
            return first.Body.AsSpan().SequenceEqual(key.Body)
                ? TypedResults.Text(first.Response, "application/json", statusCode: first.Status)
                : new ErrorResult(LedgerErrors.IdempotencyMismatch());
        }

        // Kept before it is sent: whoever has seen the answer gets the same one again.
        using var answer = new MemoryStream();
        await RunAsync(http, await next(context), answer);
        if (http.Response.StatusCode is >= 200 and < 300)
        {
            await KeepAsync(http, connection, turn, key, Without(Encoding.UTF8.GetString(answer.GetBuffer().AsSpan(0, (int)answer.Length)), once));
        }

        answer.Position = 0;
        await answer.CopyToAsync(http.Response.Body, http.RequestAborted);
        return Results.Empty;
    }

    /// <summary>
    /// Keeps an answer. The handler has done its work: a connection that was lost meanwhile, and its turn with it, is no reason
    /// to do it again, so that the answer is kept by another. Only when the database is away altogether the caller hears 503
    /// and asks again; what appends entries is then answered from their own transaction, which has the same key.
    /// </summary>
    private static async Task KeepAsync(HttpContext http, NpgsqlConnection connection, NpgsqlTransaction turn, IdempotencyKey key, string response)
    {
        try
        {
            await InsertAsync(connection, turn);
            await turn.CommitAsync(CancellationToken.None);
        }
        catch (Exception lost) when (DatabaseOutage.Is(lost) || lost is InvalidOperationException)
        {
            await using var another = await http.RequestServices.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(CancellationToken.None);
            await InsertAsync(another, null);
        }

        Task InsertAsync(NpgsqlConnection through, NpgsqlTransaction? within) => through.ExecuteAsync(
            """
            insert into idempotency (key_hash, body_hash, status, response) values (@Key, @Body, @StatusCode, @response)
            on conflict (key_hash) do update set
                body_hash = excluded.body_hash, status = excluded.status, response = excluded.response, created_at = now()
            """,
            new { key.Key, key.Body, http.Response.StatusCode, response }, within);
    }

    /// <summary>Writes a handler's answer into memory.</summary>
    private static async Task RunAsync(HttpContext http, object? result, Stream answer)
    {
        var wire = http.Response.Body;
        http.Response.Body = answer;
        try
        {
            await ((IResult)result!).ExecuteAsync(http);
        }
        finally
        {
            http.Response.Body = wire;
        }
    }

    private static string Without(string answer, string? member)
    {
        if (member is null || JsonNode.Parse(answer) is not JsonObject shown)
        {
            return answer;
        }

        shown.Remove(member);
        return shown.ToJsonString();
    }
}
