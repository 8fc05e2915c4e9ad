namespace Platform.ServiceDefaults.ServiceDiscovery;

/// <summary>Replaces a service's name by an address, anew for each attempt: a retry goes to the next replica.</summary>
internal sealed class ServiceDiscoveryHandler(ServiceEndpoints endpoints) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var named = request.RequestUri;
        if (named is null)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        request.RequestUri = endpoints.Resolve(named);
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            request.RequestUri = named;
        }
    }
}
