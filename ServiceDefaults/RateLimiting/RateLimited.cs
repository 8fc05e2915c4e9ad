using Platform.ServiceDefaults.Errors;

namespace Platform.ServiceDefaults.RateLimiting;

/// <summary>The caller has used up its budget; 429.</summary>
/// <param name="Decision">What was used up, and when to try again.</param>
/// <param name="Message">Detail, as the service words it.</param>
public sealed record RateLimited(RateDecision Decision, string Message)
    : Error(429, SharedCodes.RateLimited, "Too many requests", Message);
