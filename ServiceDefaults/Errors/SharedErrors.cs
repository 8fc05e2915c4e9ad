using System.Globalization;

namespace Platform.ServiceDefaults.Errors;

/// <summary>Fields of a request break their rules; 422, or what the service's options say.</summary>
/// <param name="Faults">Every fault found, at least one.</param>
public sealed record InvalidRequest(IReadOnlyList<FieldFault> Faults) : Error(
    422, SharedCodes.Invalid, "The request is not valid", string.Join("; ", Faults.Select(fault => fault.Message)));

/// <summary>The request cannot be read at all: broken JSON, a bad header; 400, or what the service's options say.</summary>
/// <param name="Fault">What is wrong, and where in the body.</param>
public sealed record MalformedRequest(FieldFault Fault)
    : Error(400, SharedCodes.Malformed, "The request cannot be read", Fault.Message);

/// <summary>A shared refusal or breakdown; its code is one of <see cref="SharedCodes"/>.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">One of <see cref="SharedCodes"/>; a service may rename it in its problem options.</param>
/// <param name="Title">Short, constant sentence.</param>
/// <param name="Detail">What is wrong in this request.</param>
public sealed record SharedError(int Status, string Code, string Title, string Detail) : Error(Status, Code, Title, Detail)
{
    /// <summary>Seconds after which the caller may try again, in <c>Retry-After</c>; null sends none.</summary>
    public int? RetryAfterSeconds { get; init; }

    internal static SharedError ForStatus(int status) => new(
        status, SharedCodes.ForStatus(status), Titles.GetValueOrDefault(status, "The request failed"),
        Details.GetValueOrDefault(status, string.Create(CultureInfo.InvariantCulture, $"The request failed with status {status}.")));

    private static readonly Dictionary<int, string> Titles = new()
    {
        [400] = "Bad request",
        [401] = "Unauthorized",
        [403] = "Forbidden",
        [404] = "Not found",
        [405] = "Method not allowed",
        [406] = "Not acceptable",
        [408] = "Request timeout",
        [409] = "Conflict",
        [413] = "Payload too large",
        [415] = "Unsupported media type",
        [429] = "Too many requests",
        [500] = "Internal server error",
        [503] = "Service unavailable",
        [504] = "Gateway timeout",
    };

    private static readonly Dictionary<int, string> Details = new()
    {
        [400] = "The request cannot be understood.",
        [404] = "Nothing is served at this address.",
        [405] = "This address does not take this method; see the Allow header.",
        [406] = "None of the accepted media types can be produced.",
        [408] = "The request body did not arrive in time.",
        [413] = "The request body is too large.",
        [415] = "The media type of the request body is not supported here; application/json was wanted.",
        [500] = "An unexpected error occurred.",
        [503] = "The service cannot answer now.",
        [504] = "The request took longer than it may.",
    };
}
