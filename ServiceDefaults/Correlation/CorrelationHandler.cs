using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Correlation;

/// <summary>Sends the current id along with each outgoing request that does not carry one already.</summary>
internal sealed class CorrelationHandler(IOptions<CorrelationOptions> options) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (options.Value.OutgoingHeader is { } header
            && CorrelationId.Current is { } id
            && !request.Headers.Contains(header))
        {
            request.Headers.TryAddWithoutValidation(header, id);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
