using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Health;

/// <summary>Asks a URL; healthy when the expected status comes back.</summary>
internal sealed class HttpCheck(
    IServiceProvider services, Func<CancellationToken, ValueTask<Uri>> baseAddress, string path, int statusCode) : IHealthCheck
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var uri = new Uri(await baseAddress(cancellationToken).ConfigureAwait(false), path);
        using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient();
        client.Timeout = TimeLimit;
        try
        {
            using var response = await client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
            return (int)response.StatusCode == statusCode
                ? HealthCheckResult.Healthy(uri.ToString())
                : new HealthCheckResult(context.Registration.FailureStatus, string.Create(
                    CultureInfo.InvariantCulture, $"{uri} answers {(int)response.StatusCode}, wanted {statusCode}."));
        }
        catch (HttpRequestException e)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"{uri}: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthCheckResult(
                context.Registration.FailureStatus, $"{uri} did not answer within {TimeLimit.TotalSeconds} s.", e);
        }
    }
}
