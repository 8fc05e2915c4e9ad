using System.Text.Json;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Http;

/// <summary>How results of all slices become responses.</summary>
public static class HttpModule
{
    /// <summary>JSON in snake case, both ways.</summary>
    public static IServiceCollection AddSnakeCaseJson(this IServiceCollection services) =>
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.SerializerOptions.DictionaryKeyPolicy = null;
        });

    /// <summary>200 with the result, or the error as a problem document with its <c>code</c>.</summary>
    public static IResult ToHttp<T>(this Outcome<T> outcome) =>
        outcome.TryGet(out var value, out var error) ? Results.Ok(value) : error.ToHttp();

    /// <summary>The error as a problem document (RFC 9457) with its <c>code</c> and further members.</summary>
    public static IResult ToHttp(this Error error)
    {
        var members = new Dictionary<string, object?>(error.Extensions) { ["code"] = error.Code };
        return Results.Problem(error.Detail, statusCode: error.Status, title: error.Title, extensions: members);
    }
}
