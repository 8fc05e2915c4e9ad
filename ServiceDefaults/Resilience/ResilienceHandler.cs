using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Platform.ServiceDefaults.Resilience;

/// <summary>Sends each call of a client through its pipeline.</summary>
/// <remarks>
/// A call that runs out of time ends in <see cref="TimeoutRejectedException"/>, one refused by an open circuit in
/// <see cref="BrokenCircuitException"/>, one over the limit in <see cref="OutboundLimitException"/>.
/// </remarks>
internal sealed class ResilienceHandler(HttpPipelines pipelines, string client) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var pipeline = pipelines.For(client, request.RequestUri);
        using var permit = pipeline.Limiter.AttemptAcquire();
        if (!permit.IsAcquired)
        {
            throw new OutboundLimitException(request.RequestUri?.Authority ?? client);
        }

        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            context.Properties.Set(
                HttpPipelines.MayRepeat, await Repeatable.PrepareAsync(request, cancellationToken).ConfigureAwait(false));
            return await pipeline.Inner.ExecuteAsync(
                static async (attempt, call) =>
                    await call.Handler.BaseSendAsync(call.Request, attempt.CancellationToken).ConfigureAwait(false),
                context,
                (Handler: this, Request: request)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private Task<HttpResponseMessage> BaseSendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        base.SendAsync(request, cancellationToken);
}
