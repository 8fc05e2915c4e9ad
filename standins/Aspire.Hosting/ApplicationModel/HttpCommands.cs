namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a command that sends an HTTP request is made and shown.</summary>
public class HttpCommandOptions : CommandOptions
{
    /// <summary>The endpoint it is sent to; null for the one named in the call.</summary>
    public Func<EndpointReference>? EndpointSelector { get; set; }

    /// <summary>Method; default POST.</summary>
    public HttpMethod? Method { get; set; }

    /// <summary>Name of the client taken from <see cref="IHttpClientFactory"/>; null for the default one.</summary>
    public string? HttpClientName { get; set; }

    /// <summary>Completes the request before it is sent.</summary>
    public Func<HttpCommandRequestContext, Task>? PrepareRequest { get; set; }

    /// <summary>Judges the response; by default a status below 300 is success.</summary>
    public Func<HttpCommandResultContext, Task<ExecuteCommandResult>>? GetCommandResult { get; set; }
}

/// <summary>A request about to be sent by a command.</summary>
public sealed class HttpCommandRequestContext
{
    /// <summary>The application's services.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>Id of the resource instance the command is called on.</summary>
    public required string ResourceName { get; init; }

    /// <summary>The endpoint it is sent to.</summary>
    public required EndpointReference Endpoint { get; init; }

    /// <summary>The client that sends it.</summary>
    public required HttpClient HttpClient { get; init; }

    /// <summary>The request.</summary>
    public required HttpRequestMessage Request { get; init; }

    /// <summary>Ends the work.</summary>
    public required CancellationToken CancellationToken { get; init; }
}

/// <summary>A response to a command's request.</summary>
public sealed class HttpCommandResultContext
{
    /// <summary>The application's services.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>Id of the resource instance the command is called on.</summary>
    public required string ResourceName { get; init; }

    /// <summary>The endpoint it came from.</summary>
    public required EndpointReference Endpoint { get; init; }

    /// <summary>The client that sent the request.</summary>
    public required HttpClient HttpClient { get; init; }

    /// <summary>The response.</summary>
    public required HttpResponseMessage Response { get; init; }

    /// <summary>Ends the work.</summary>
    public required CancellationToken CancellationToken { get; init; }
}
