using System.Text.Json.Nodes;
using Dapper;
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
            "select body_hash, status, response from idempotency where key_hash = @Key", new { key.Key }, turn);
        if (earlier is { } first)
        {
            return first.Body.AsSpan().SequenceEqual(key.Body)
                ? TypedResults.Text(first.Response, "application/json", statusCode: first.Status)
                : new ErrorResult(LedgerErrors.IdempotencyMismatch());
        }

        var (status, answer) = await RunAsync(http, await next(context));
        if (status is >= 200 and < 300)
        {
            await connection.ExecuteAsync(
                """
                insert into idempotency (key_hash, body_hash, status, response) values (@Key, @Body, @status, @response)
                on conflict (key_hash) do update set status = excluded.status, response = excluded.response
                """,
                new { key.Key, key.Body, status, response = Without(answer, once) }, turn);
            await turn.CommitAsync(CancellationToken.None);
        }

        return Results.Empty;
    }

    /// <summary>Sends a handler's answer, and returns it.</summary>
    private static async Task<(int Status, string Text)> RunAsync(HttpContext http, object? result)
    {
        var wire = http.Response.Body;
        using var answer = new MemoryStream();
        http.Response.Body = answer;
        try
        {
            await ((IResult)result!).ExecuteAsync(http);
        }
        finally
        {
            http.Response.Body = wire;
        }

        answer.Position = 0;
        await answer.CopyToAsync(wire, http.RequestAborted);
        return (http.Response.StatusCode, System.Text.Encoding.UTF8.GetString(answer.GetBuffer().AsSpan(0, (int)answer.Length)));
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
