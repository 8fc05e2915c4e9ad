using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Platform.ServiceDefaults.Errors;

/// <summary>
/// The one place where a failure becomes a response, whoever found it: a handler, the framework's own checks, or an
/// exception. Written whatever the Accept header says, since a failure in another form helps nobody.
/// </summary>
internal sealed class ProblemWriter(IOptions<EdgeOptions> edge, IOptions<JsonOptions> json)
    : IProblemDetailsWriter
{
    private readonly EdgeOptions _edge = edge.Value;

    public bool CanWrite(ProblemDetailsContext context) => true;

    // What arrives here: failed validation, status codes without a body, and a service's own Results.Problem with a code.
    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var status = context.ProblemDetails.Status ?? context.HttpContext.Response.StatusCode;
        Error error = context.ProblemDetails is HttpValidationProblemDetails { Errors.Count: > 0 } validation
            ? new InvalidRequest(await ValidationFaults
                .FromAsync(validation, context.HttpContext, json.Value.SerializerOptions).ConfigureAwait(false))
            : context.ProblemDetails.Extensions.TryGetValue("code", out var code) && code is string known
                ? new ServiceProblem(status, known, context.ProblemDetails)
                : SharedError.ForStatus(status);
        await WriteAsync(context.HttpContext, error).ConfigureAwait(false);
    }

    public async Task WriteAsync(HttpContext http, Error error)
    {
        var response = http.Response;
        response.StatusCode = error switch
        {
            InvalidRequest => _edge.Problems.InvalidStatus,
            MalformedRequest => _edge.Problems.MalformedStatus,
            _ => error.Status,
        };
        if (error is SharedError { RetryAfterSeconds: { } seconds })
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        response.Headers.CacheControl = "no-store";
        var problem = Describe(http, error, response.StatusCode);
        var body = JsonSerializer.SerializeToUtf8Bytes(problem, json.Value.SerializerOptions);
        response.ContentType = "application/problem+json";
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            // Not cancelled with the request: a request that ran out of time is cancelled, and this says so.
            await response.Body.WriteAsync(body, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private ProblemDetails Describe(HttpContext http, Error error, int status)
    {
        var code = _edge.Problems.Codes.TryGetValue(error.Code, out var renamed) ? renamed : error.Code;
        var problem = new ProblemDetails
        {
            Type = $"urn:problem:{_edge.Service}:{code}",
            Title = error.Title,
            Status = status,
            Detail = error.Detail,
            Instance = http.Request.Path,
        };
        problem.Extensions["code"] = code;
        problem.Extensions[_edge.Problems.RequestIdMember] = http.TraceIdentifier;
        var context = new ProblemContext(http, problem, error, _edge.Problems);
        if (context.Faults is { Count: > 0 } faults)
        {
            problem.Extensions["errors"] = faults.Select(fault => new
            {
                field = fault.Path,
                message = fault.Message,
                code = context.CodeOf(fault),
            });
        }

        foreach (var (member, value) in error.Extensions)
        {
            problem.Extensions[member] = value;
        }

        _edge.Problems.Customize?.Invoke(context);
        return problem;
    }

    private sealed record ServiceProblem(int Status, string Code, ProblemDetails Problem)
        : Error(Status, Code, Problem.Title ?? "", Problem.Detail ?? "")
    {
        public override IReadOnlyDictionary<string, object?> Extensions => Problem.Extensions.AsReadOnly();
    }
}
