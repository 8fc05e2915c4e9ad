using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Platform.ServiceDefaults.Errors;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Ephemeris.Api.Http;

/// <summary>An answer with an <c>ETag</c> over all that repeats when the request does; 304 to whoever has it already.</summary>
/// <param name="answer">The answer.</param>
/// <param name="lasting">The same without what differs from one request to the next (ids, clocks).</param>
internal sealed class TaggedAnswer(object answer, object lasting) : IResult
{
    private const int TagDigits = 16;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var options = httpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var digest = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(lasting, lasting.GetType(), options));
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(digest)[..TagDigits]}\"");
        httpContext.Response.GetTypedHeaders().ETag = tag;
        var known = httpContext.Request.GetTypedHeaders().IfNoneMatch;
        IResult result = known.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(tag, useStrongComparison: false))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : Results.Json(answer, options);
        return result.ExecuteAsync(httpContext);
    }
}

/// <summary>From outcomes to tagged answers.</summary>
internal static class TaggedAnswers
{
    /// <summary>The result with its tag, or the failure as its problem document.</summary>
    /// <typeparam name="T">Type of the result.</typeparam>
    /// <param name="outcome">The outcome.</param>
    /// <param name="lasting">The result without what differs from one request to the next.</param>
    public static IResult ToTaggedResult<T>(this Outcome<T> outcome, Func<T, T> lasting)
        where T : notnull => outcome.TryGet(out var value, out var error) ? new TaggedAnswer(value, lasting(value)) : new ErrorResult(error);
}
