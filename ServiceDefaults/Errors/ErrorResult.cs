using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.ServiceDefaults.Errors;

/// <summary>An <see cref="Errors.Error"/> as the answer of an endpoint; use in unions: <c>Results&lt;Ok&lt;T&gt;, ErrorResult&gt;</c>.</summary>
/// <param name="error">What failed.</param>
public sealed class ErrorResult(Error error) : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    /// <summary>What failed.</summary>
    public Error Error { get; } = error;

    /// <inheritdoc/>
    public int? StatusCode => Error.Status;

    /// <summary>Any error can be answered with.</summary>
    public static implicit operator ErrorResult(Error error) => new(error);

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) =>
        httpContext.RequestServices.GetRequiredService<ProblemWriter>().WriteAsync(httpContext, Error);

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(422, typeof(ProblemDetails), ["application/problem+json"]));
}

/// <summary>From outcomes to answers.</summary>
public static class OutcomeResults
{
    /// <summary>The result as 200, or the failure as its problem document.</summary>
    /// <typeparam name="T">Type of the result.</typeparam>
    public static IResult ToResult<T>(this Outcome<T> outcome) =>
        outcome.TryGet(out var value, out var error) ? TypedResults.Ok(value) : new ErrorResult(error);
}
