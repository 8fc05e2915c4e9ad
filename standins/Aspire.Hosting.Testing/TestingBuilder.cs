using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Interception;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Testing;

/// <summary>A builder that a test holds.</summary>
internal abstract class TestingBuilder : IDistributedApplicationTestingBuilder
{
    private readonly DistributedApplicationBuilder _inner;
    private readonly TestSetup _setup;
    private DistributedApplication? _application;

    protected TestingBuilder(DistributedApplicationBuilder inner, TestSetup setup)
    {
        _inner = inner;
        _setup = setup;
        inner.Services.AddHttpClient();
        inner.Services.AddLogging(logging => logging.ClearProviders());
        inner.Services.Configure<ResourceNotificationServiceOptions>(
            options => options.DefaultWaitBehavior = WaitBehavior.StopOnResourceUnavailable);

        // The test's process has signals of its own.
        inner.Services.AddSingleton<IHostLifetime, TestLifetime>();
    }

    public ConfigurationManager Configuration => _inner.Configuration;

    public string AppHostDirectory => _inner.AppHostDirectory;

    public Assembly? AppHostAssembly => _inner.AppHostAssembly;

    public IHostEnvironment Environment => _inner.Environment;

    public IServiceCollection Services => _inner.Services;

    public IDistributedApplicationEventing Eventing => _inner.Eventing;

    public DistributedApplicationExecutionContext ExecutionContext => _inner.ExecutionContext;

    public IResourceCollection Resources => _inner.Resources;

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource => _inner.AddResource(resource);

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => _inner.CreateResourceBuilder(resource);

    public DistributedApplication Build() => BuildAsync().GetAwaiter().GetResult();

    public async Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default)
    {
        await TestFolders.SweepOnceAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        _application = await BuildCoreAsync(_inner, cancellationToken).ConfigureAwait(false);
        _application.Disposed = _setup.Dispose;
        return _application;
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public virtual async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync().ConfigureAwait(false);
        }

        _setup.Dispose();
    }

    protected abstract Task<DistributedApplication> BuildCoreAsync(
        DistributedApplicationBuilder inner, CancellationToken cancellationToken);

    private sealed class TestLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>A builder that the test made itself.</summary>
internal sealed class OwnBuilder(DistributedApplicationBuilder inner, TestSetup setup) : TestingBuilder(inner, setup)
{
    protected override Task<DistributedApplication> BuildCoreAsync(
        DistributedApplicationBuilder inner, CancellationToken cancellationToken) => Task.FromResult(inner.Build());
}

/// <summary>A builder that an AppHost's entry point made.</summary>
internal sealed class InterceptedBuilder(DistributedApplicationBuilder inner, AppHostInterceptor interceptor, TestSetup setup)
    : TestingBuilder(inner, setup)
{
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        interceptor.Dispose();
    }

    protected override Task<DistributedApplication> BuildCoreAsync(
        DistributedApplicationBuilder inner, CancellationToken cancellationToken)
    {
        interceptor.LetBuild();
        return interceptor.Application.WaitAsync(cancellationToken);
    }
}
