using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Platform.ServiceDefaults.Errors;

/// <summary>How a service's failures look on the wire: RFC 9457, plus what its clients expect.</summary>
public sealed class ProblemOptions
{
    /// <summary>Service codes for shared codes (<see cref="SharedCodes"/>); a code without an entry is sent as it is.</summary>
    public IDictionary<string, string> Codes { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Service codes for the rule codes of <see cref="Errors.FaultCodes"/>, as above.</summary>
    public IDictionary<string, string> RuleCodes { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Status of a request that can be read but breaks a field's rule. Default 422.</summary>
    public int InvalidStatus { get; set; } = StatusCodes.Status422UnprocessableEntity;

    /// <summary>Status of a request that cannot be read. Default 400.</summary>
    public int MalformedStatus { get; set; } = StatusCodes.Status400BadRequest;

    /// <summary>Member that carries the request's id. Default <c>request_id</c>.</summary>
    public string RequestIdMember { get; set; } = "request_id";

    /// <summary>Adds or replaces members of a problem document, after everything else; none by default.</summary>
    public Action<ProblemContext>? Customize { get; set; }

    /// <summary>Exceptions of machinery that mean an expected failure (a database away); the first answer counts.</summary>
    public IList<Func<Exception, Error?>> Exceptions { get; } = [];

    /// <summary>
    /// Keeps a JSON body of at most this many bytes until the answer, so that a fault can show the value it is about.
    /// Default 65 536; 0 keeps none.
    /// </summary>
    public int KeptBodyBytes { get; set; } = 64 * 1024;
}

/// <summary>A problem document about to be written.</summary>
/// <param name="Http">The request.</param>
/// <param name="Problem">The document; its extension members are written as they are.</param>
/// <param name="Error">What failed.</param>
/// <param name="Options">The service's problem options.</param>
public sealed record ProblemContext(HttpContext Http, ProblemDetails Problem, Error Error, ProblemOptions Options)
{
    /// <summary>The service's code of the failure.</summary>
    public string Code => (string)Problem.Extensions["code"]!;

    /// <summary>Faults per field; empty unless fields are to blame.</summary>
    public IReadOnlyList<FieldFault> Faults => Error switch
    {
        InvalidRequest invalid => invalid.Faults,
        MalformedRequest malformed => [malformed.Fault],
        _ => [],
    };

    /// <summary>The service's code for a fault's rule.</summary>
    public string CodeOf(FieldFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return Options.RuleCodes.TryGetValue(fault.Code, out var renamed) ? renamed : fault.Code;
    }

    /// <summary>Sets a member, also one that RFC 9457 names: <c>detail</c> may be an array where clients expect one.</summary>
    public void Set(string member, object? value)
    {
        if (member == "detail")
        {
            Problem.Detail = null;
        }

        Problem.Extensions[member] = value;
    }
}
