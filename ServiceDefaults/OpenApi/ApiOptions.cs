namespace Platform.ServiceDefaults.OpenApi;

/// <summary>How a service presents itself in its OpenAPI document and on its page.</summary>
public sealed class ApiOptions
{
    /// <summary>Title; null takes the service's name.</summary>
    public string? Title { get; set; }

    /// <summary>One paragraph on what the service answers; null leaves it out.</summary>
    public string? Description { get; set; }
}
