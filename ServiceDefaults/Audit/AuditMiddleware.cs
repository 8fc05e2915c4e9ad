using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Auth;

namespace Platform.ServiceDefaults.Audit;

/// <summary>
/// Keeps the requests of marked routes, and every refusal of a caller. An action that changes something is answered only
/// once its entry is durable, so that nothing acknowledged is missing from the log.
/// </summary>
internal sealed partial class AuditMiddleware(
    RequestDelegate next, AuditWriter audit, IOptions<EdgeOptions> edge, TimeProvider time, ILogger<AuditMiddleware> log)
{
    private const int MaxPath = 500;
    private const int MaxClient = 200;

    private readonly AuditOptions _options = edge.Value.Audit;

    public async Task InvokeAsync(HttpContext context)
    {
        var metadata = context.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<OperationsEndpoint>() is not null)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        var started = time.GetTimestamp();
        var mark = metadata?.GetMetadata<AuditMark>();
        context.Response.OnStarting(() => KeepAsync(context, mark));
        await next(context).ConfigureAwait(false);
        if (_options.LogRequests)
        {
            Request(
                context.User.CallerId() ?? "anonymous", context.Request.Method, Cut(context.Request.Path, MaxPath),
                context.Response.StatusCode, time.GetElapsedTime(started).TotalMilliseconds, context.TraceIdentifier);
        }
    }

    private async Task KeepAsync(HttpContext context, AuditMark? mark)
    {
        var status = context.Response.StatusCode;
        var isRefusal = status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden;
        if ((mark is null && !isRefusal) || context.Features.Get<AuditKept>()?.Status == status)
        {
            return;
        }

        var entry = Entry(context, mark?.Type ?? "auth", status);
        if (isRefusal || status >= 400 || !Changes(context))
        {
            audit.Record(entry);
        }
        else if (!await audit.RecordAsync(entry, CancellationToken.None).ConfigureAwait(false) && _options.IsRequired)
        {
            // The action is done but its entry is lost: the caller must not take it for done, and will ask again.
            context.Abort();
        }
    }

    internal static AuditEntry Entry(HttpContext context, string type, int status)
    {
        var request = context.Request;
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        return new AuditEntry(time.GetUtcNow(), type, context.User.CallerId() ?? "anonymous")
        {
            Ip = context.Connection.RemoteIpAddress?.ToString(),
            Client = request.Headers.UserAgent.Count > 0 ? Cut(request.Headers.UserAgent.ToString(), MaxClient) : null,
            Method = Cut(request.Method, 20),
            Path = Cut(request.Path, MaxPath),
            Status = status,
            CorrelationId = context.TraceIdentifier,
            Detail = context.Features.Get<AuditFacts>() is { } facts ? JsonSerializer.Serialize(facts.Values) : "{}",
        };
    }

    internal static bool Changes(HttpContext context) =>
        !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method) && !HttpMethods.IsOptions(context.Request.Method);

    // PostgreSQL takes no NUL, and half a surrogate pair is no text.
    private static string Cut(string? text, int length)
    {
        var plain = (text ?? "").Replace('\0', '?');
        if (plain.Length <= length)
        {
            return plain;
        }

        return char.IsHighSurrogate(plain[length - 1]) ? plain[..(length - 1)] : plain[..length];
    }

    [LoggerMessage(4310, LogLevel.Information, "{Actor}: {Method} {Path} {Status} in {Duration} ms, {CorrelationId}")]
    private partial void Request(string actor, string method, string path, int status, double duration, string correlationId);
}
