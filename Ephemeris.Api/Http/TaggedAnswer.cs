using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Platform.ServiceDefaults.Errors;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Ephemeris.Api.Http;

/// <summary>An answer with an <c>ETag</c> over all that repeats when the request does; 304 to whoever has it already.</summary>
/// <param name="answer">The answer.</param>
internal sealed class TaggedAnswer(object answer) : IResult
{
    private const int TagDigits = 16;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var options = httpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var json = JsonSerializer.SerializeToUtf8Bytes(answer, answer.GetType(), options);
        var tag = new EntityTagHeaderValue($"\"{TagOf(json)}\"");
        httpContext.Response.GetTypedHeaders().ETag = tag;
        var known = httpContext.Request.GetTypedHeaders().IfNoneMatch;
        IResult result = known.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(tag, useStrongComparison: false))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Bytes(json, "application/json; charset=utf-8");
        return result.ExecuteAsync(httpContext);
    }

    /// <summary>Digest of a document without <c>request_id</c> and <c>timestamp</c>, which a chart's meta writes side by side.</summary>
    /// <remarks>Quotes within values are escaped, so that the names found here are names. Writing a second document to be hashed cost a fifth of the request.</remarks>
    private static string TagOf(ReadOnlySpan<byte> json)
    {
        var (start, end) = (json.IndexOf("\"request_id\":"u8), json.IndexOf(",\"parity_profile\":"u8));
        if (start < 0 || end < start)
        {
            return Convert.ToHexStringLower(SHA256.HashData(json))[..TagDigits];
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(json[..start]);
        hash.AppendData(json[end..]);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..TagDigits];
    }
}

/// <summary>From outcomes to tagged answers.</summary>
internal static class TaggedAnswers
{
    /// <summary>The result with its tag, or the failure as its problem document.</summary>
    /// <typeparam name="T">Type of the result.</typeparam>
    public static IResult ToTaggedResult<T>(this Outcome<T> outcome)
        where T : notnull => outcome.TryGet(out var value, out var error) ? new TaggedAnswer(value) : new ErrorResult(error);
}
