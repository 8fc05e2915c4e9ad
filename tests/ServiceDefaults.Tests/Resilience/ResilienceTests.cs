using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Resilience;
using Polly.CircuitBreaker;
using Polly.Timeout;
using ServiceDefaults.Tests.Fakes;

namespace ServiceDefaults.Tests.Resilience;

public sealed class ResilienceTests
{
    private readonly ManualTime _time = new(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Send_IdempotentCallFailsTwice_IsMadeThreeTimes(string method)
    {
        using var network = Failing(2);
        using var response = await RunAsync(network, new HttpRequestMessage(new HttpMethod(method), "http://s.test/"));
        Assert.Equal((HttpStatusCode.OK, 3), (response.StatusCode, network.Calls));
    }

    [Fact]
    public async Task Send_PostFails_IsMadeOnce()
    {
        using var network = Failing(1);
        using var response = await RunAsync(network, new HttpRequestMessage(HttpMethod.Post, "http://s.test/"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 1), (response.StatusCode, network.Calls));
    }

    [Fact]
    public async Task Send_PostWithIdempotencyKeyFails_IsMadeAgainWithTheSameBody()
    {
        var bodies = new List<string>();
        using var network = new ScriptedHandler(async (request, cancellationToken) =>
        {
            bodies.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
            return new HttpResponseMessage(bodies.Count == 1 ? HttpStatusCode.BadGateway : HttpStatusCode.OK);
        });
        var post = new HttpRequestMessage(HttpMethod.Post, "http://s.test/") { Content = new StringContent("hello") };
        post.Headers.Add("Idempotency-Key", "k1");
        using var response = await RunAsync(network, post);
        Assert.Equal(["hello", "hello"], bodies);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Conflict)]
    public async Task Send_CallersFault_IsNotRetried(HttpStatusCode status)
    {
        using var network = new ScriptedHandler(_ => new HttpResponseMessage(status));
        using var response = await RunAsync(network);
        Assert.Equal((status, 1), (response.StatusCode, network.Calls));
    }

    [Fact]
    public async Task Send_ServerAlwaysFails_GivesItsAnswerAfterFourAttempts()
    {
        using var network = Failing(int.MaxValue);
        using var response = await RunAsync(network);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 4), (response.StatusCode, network.Calls));
    }

    [Fact]
    public async Task Send_RetryAfter_IsWaitedToTheSecond()
    {
        var times = new List<DateTimeOffset>();
        using var network = new ScriptedHandler(_ =>
        {
            times.Add(_time.GetUtcNow());
            var answer = new HttpResponseMessage(times.Count == 1 ? HttpStatusCode.TooManyRequests : HttpStatusCode.OK);
            answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(7));
            return answer;
        });
        using var response = await RunAsync(network);
        Assert.Equal(TimeSpan.FromSeconds(7), times[1] - times[0]);
    }

    [Fact]
    public async Task Send_RetryAfterBeyondTheTotal_GivesTheAnswerAtOnce()
    {
        using var network = new ScriptedHandler(_ =>
        {
            var answer = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
            answer.Headers.RetryAfter = new(TimeSpan.FromMinutes(5));
            return answer;
        });
        using var response = await RunAsync(network);
        Assert.Equal((HttpStatusCode.TooManyRequests, 1), (response.StatusCode, network.Calls));
    }

    [Fact]
    public async Task Send_ServerNeverAnswers_EndsAtTheTotalTimeout()
    {
        using var network = ScriptedHandler.Silent();
        using var client = Client(network);
        var total = _time.GetUtcNow() + TimeSpan.FromSeconds(30);
        var call = SendAsync(client, "http://s.test/");
        // The first attempt's limit, then the delay before the second.
        while (network.Calls < 2)
        {
            if (_time.NextDue is { } due && due < total)
            {
                _time.Advance(due - _time.GetUtcNow());
            }

            await Task.Yield();
        }

        Assert.False(call.IsCompleted);
        _time.Advance(total - _time.GetUtcNow());
        await Assert.ThrowsAsync<TimeoutRejectedException>(() => call);
    }

    [Fact]
    public async Task Send_CallerCancels_EndsAtOnceWithoutRetry()
    {
        using var caller = new CancellationTokenSource();
        using var network = new ScriptedHandler(async (_, cancellationToken) =>
        {
            await caller.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return new HttpResponseMessage();
        });
        using var client = Client(network);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://s.test/");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.SendAsync(request, caller.Token));
        Assert.Equal(1, network.Calls);
    }

    [Fact]
    public async Task Send_ManyFailures_OpenTheCircuitOfThatServerOnly()
    {
        using var network = new ScriptedHandler(request => new HttpResponseMessage(
            request.RequestUri!.Host == "bad.test" ? HttpStatusCode.InternalServerError : HttpStatusCode.OK));
        using var client = Client(network, options =>
        {
            options.Retries = 0;
            options.MinimumThroughput = 10;
        });
        for (var i = 0; i < 10; i++)
        {
            using var failed = await SendAsync(client, "http://bad.test/");
        }

        await Assert.ThrowsAsync<BrokenCircuitException>(() => SendAsync(client, "http://bad.test/"));
        Assert.Equal(10, network.Calls);
        using var other = await SendAsync(client, "http://good.test/");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        _time.Advance(TimeSpan.FromSeconds(6));
        using var probe = await SendAsync(client, "http://bad.test/");
        Assert.Equal(HttpStatusCode.InternalServerError, probe.StatusCode);
    }

    [Fact]
    public async Task Send_MoreCallsThanAllowed_AreRefusedWithoutWaiting()
    {
        var release = new TaskCompletionSource<HttpResponseMessage>();
        using var network = new ScriptedHandler((_, _) => release.Task);
        using var client = Client(network, options => options.ConcurrentCalls = 2);
        var waiting = new[] { SendAsync(client, "http://s.test/"), SendAsync(client, "http://s.test/") };
        await Assert.ThrowsAsync<OutboundLimitException>(() => SendAsync(client, "http://s.test/"));
        release.SetResult(new HttpResponseMessage());
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task Factory_AnyClient_HasThePipelineAndNoTimeoutOfItsOwn()
    {
        using var network = Failing(1);
        await using var service = await SampleService.StartAsync(services: services =>
        {
            services.Configure<HttpResilienceOptions>("named", options => options.RetryDelay = TimeSpan.Zero);
            services.AddHttpClient("named").ConfigurePrimaryHttpMessageHandler(() => network);
        });
        var client = service.Services.GetRequiredService<IHttpClientFactory>().CreateClient("named");
        Assert.Equal(Timeout.InfiniteTimeSpan, client.Timeout);
        using var response = await client.GetAsync("http://s.test/", Cancellation);
        Assert.Equal((HttpStatusCode.OK, 2), (response.StatusCode, network.Calls));
    }

    [Theory]
    [InlineData(5, 10, 30)]
    [InlineData(30, 20, 30)]
    public void Options_TimesThatContradict_AreRefused(int total, int attempt, int sampling)
    {
        var options = new HttpResilienceOptions
        {
            TotalTimeout = TimeSpan.FromSeconds(total),
            AttemptTimeout = TimeSpan.FromSeconds(attempt),
            SamplingDuration = TimeSpan.FromSeconds(sampling),
        };
        Assert.True(new DataAnnotationValidateOptions<HttpResilienceOptions>(null).Validate(null, options).Failed);
    }

    private static ScriptedHandler Failing(int times)
    {
        var calls = 0;
        return new ScriptedHandler(_ => new HttpResponseMessage(
            Interlocked.Increment(ref calls) <= times ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK));
    }

    // Moves the clock to each next timer until the call has ended.
    private async Task<HttpResponseMessage> RunAsync(ScriptedHandler network, HttpRequestMessage? request = null)
    {
        using var client = Client(network);
        var call = client.SendAsync(request ?? new HttpRequestMessage(HttpMethod.Get, "http://s.test/"), Cancellation);
        while (!call.IsCompleted)
        {
            if (_time.NextDue is { } due)
            {
                _time.Advance(due - _time.GetUtcNow());
            }

            await Task.Yield();
        }

        return await call;
    }

    private HttpMessageInvoker Client(ScriptedHandler network, Action<HttpResilienceOptions>? configure = null)
    {
        var options = new HttpResilienceOptions();
        configure?.Invoke(options);
        var pipelines = new HttpPipelines(new Fixed(options), _time, NullLogger<HttpPipelines>.Instance);
        return new HttpMessageInvoker(new ResilienceHandler(pipelines, "test") { InnerHandler = network }, disposeHandler: false);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpMessageInvoker client, string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        return await client.SendAsync(request, Cancellation);
    }

    private sealed class Fixed(HttpResilienceOptions options) : IOptionsMonitor<HttpResilienceOptions>
    {
        public HttpResilienceOptions CurrentValue => options;

        public HttpResilienceOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<HttpResilienceOptions, string?> listener) => null;
    }
}
