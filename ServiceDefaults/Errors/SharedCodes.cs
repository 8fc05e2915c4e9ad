namespace Platform.ServiceDefaults.Errors;

/// <summary>Codes of the failures that ServiceDefaults itself answers; services rename them in their problem options.</summary>
public static class SharedCodes
{
    /// <summary>400 not otherwise named.</summary>
    public const string BadRequest = "bad_request";

    /// <summary>The body cannot be read.</summary>
    public const string Malformed = "malformed_request";

    /// <summary>Fields break their rules.</summary>
    public const string Invalid = "validation_failed";

    /// <summary>The Host header names no host of this service.</summary>
    public const string InvalidHost = "invalid_host";

    /// <summary>The Origin header names no origin of this service.</summary>
    public const string InvalidOrigin = "invalid_origin";

    /// <summary>No credentials, or wrong ones.</summary>
    public const string Unauthenticated = "unauthenticated";

    /// <summary>The token was good once.</summary>
    public const string TokenExpired = "token_expired";

    /// <summary>The caller may not do this.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>The caller's address is not on the list.</summary>
    public const string AddressRefused = "ip_not_allowed";

    /// <summary>No such route.</summary>
    public const string NotFound = "not_found";

    /// <summary>The route has other methods.</summary>
    public const string MethodNotAllowed = "method_not_allowed";

    /// <summary>No acceptable media type.</summary>
    public const string NotAcceptable = "not_acceptable";

    /// <summary>The body is too large.</summary>
    public const string PayloadTooLarge = "payload_too_large";

    /// <summary>The body's media type is not served.</summary>
    public const string UnsupportedMediaType = "unsupported_media_type";

    /// <summary>Too many requests by this caller.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>A bug or broken machinery; details are in the log only.</summary>
    public const string Internal = "internal";

    /// <summary>Too much work at once.</summary>
    public const string Busy = "server_busy";

    /// <summary>The service is stopping.</summary>
    public const string Draining = "draining";

    /// <summary>503 not otherwise named.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>The audit log cannot take the action, so it was not acknowledged.</summary>
    public const string AuditUnavailable = "audit_unavailable";

    /// <summary>The request's time is up.</summary>
    public const string Timeout = "request_timeout";

    internal static string ForStatus(int status) => status switch
    {
        401 => Unauthenticated,
        403 => Forbidden,
        404 => NotFound,
        405 => MethodNotAllowed,
        406 => NotAcceptable,
        413 => PayloadTooLarge,
        415 => UnsupportedMediaType,
        422 => Invalid,
        429 => RateLimited,
        503 => Unavailable,
        408 or 504 => Timeout,
        >= 500 => Internal,
        _ => BadRequest,
    };
}
