using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Errors;

/// <summary>Answers every exception: an unreadable request by its fault, broken machinery without its internals.</summary>
internal sealed partial class ProblemMiddleware(
    RequestDelegate next, ProblemWriter problems, IOptions<EdgeOptions> edge, ILogger<ProblemMiddleware> log)
{
    private readonly ProblemOptions _options = edge.Value.Problems;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; 499 is for the log and the metrics only.
            context.Response.StatusCode = context.Response.HasStarted ? context.Response.StatusCode : 499;
        }
        catch (BadHttpRequestException failure) when (!context.Response.HasStarted)
        {
            Unreadable(context.Request.Method, context.Request.Path, failure.Message);
            await AnswerAsync(context, await BindingFaults.FromAsync(failure, context).ConfigureAwait(false)).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The last net: whatever a bug throws, the caller gets a problem and the log the exception.
        catch (Exception failure) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            var error = _options.Exceptions.Select(map => map(failure)).FirstOrDefault(mapped => mapped is not null);
            if (error is null)
            {
                Unexpected(failure, context.Request.Method, context.Request.Path);
                error = SharedError.ForStatus(StatusCodes.Status500InternalServerError);
            }
            else
            {
                Expected(failure, error.Code, context.Request.Method, context.Request.Path);
            }

            await AnswerAsync(context, error).ConfigureAwait(false);
        }
    }

    private Task AnswerAsync(HttpContext context, Error error)
    {
        // Headers that the shared middleware put there (limits, origins) stay; those of the failed body go.
        var headers = context.Response.Headers;
        headers.ContentLength = null;
        headers.Remove("Content-Type");
        headers.Remove("Content-Encoding");
        headers.Remove("Content-Disposition");
        headers.Remove("ETag");
        return problems.WriteAsync(context, error);
    }

    [LoggerMessage(4000, LogLevel.Information, "{Method} {Path} cannot be read: {Reason}")]
    private partial void Unreadable(string method, PathString path, string reason);

    [LoggerMessage(4001, LogLevel.Warning, "{Method} {Path} answers {Code}")]
    private partial void Expected(Exception failure, string code, string method, PathString path);

    [LoggerMessage(4002, LogLevel.Error, "{Method} {Path} failed unexpectedly")]
    private partial void Unexpected(Exception failure, string method, PathString path);
}
