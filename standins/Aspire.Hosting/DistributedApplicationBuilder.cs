using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Interception;
using Aspire.Hosting.Local;
using Aspire.Hosting.LocalServers;
using Aspire.Hosting.Parameters;
using Aspire.Hosting.Publishing;
using Aspire.Hosting.Reporting;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>Writes the model of an application.</summary>
public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private static readonly Dictionary<string, string> Switches = new()
    {
        ["--operation"] = "AppHost:Operation",
        ["--publisher"] = "Publishing:Publisher",
        ["--output-path"] = "Publishing:OutputPath",
        ["--step"] = "Pipeline:Step",
        ["--log-level"] = "Pipeline:LogLevel",
        ["--ports"] = "Platform:Ports",
    };

    private readonly HostApplicationBuilder _host;

    /// <summary>A builder with the AppHost's command line.</summary>
    public DistributedApplicationBuilder(string[] args) : this(new DistributedApplicationOptions { Args = args })
    {
    }

    /// <summary>A builder.</summary>
    public DistributedApplicationBuilder(DistributedApplicationOptions options)
        : this(options, settings => AppHostInterceptor.Current?.Configure(options, settings))
    {
    }

    internal DistributedApplicationBuilder(DistributedApplicationOptions options, Action<HostApplicationBuilderSettings> configure)
    {
        ArgumentNullException.ThrowIfNull(options);
        Refusal.Install();
        var settings = new HostApplicationBuilderSettings { Configuration = new ConfigurationManager() };
        configure(settings);
        AppHostAssembly = options.AssemblyName is { } name ? Assembly.Load(name) : Assembly.GetEntryAssembly();
        AppHostDirectory = options.ProjectDirectory ?? ProjectDirectory(AppHostAssembly) ?? Directory.GetCurrentDirectory();
        settings.ApplicationName = AppHostAssembly?.GetName().Name;
        settings.ContentRootPath = AppHostDirectory;
        _host = CreateHost(settings);
        _host.Configuration.AddCommandLine(options.Args ?? [], Switches);
        ExecutionContext = new DistributedApplicationExecutionContext(Operation(_host.Configuration));
        var folder = DataFolder.Find(_host.Configuration["PLATFORM_DATA"], AppHostDirectory);
        _host.Services.AddSingleton(options);
        _host.Services.AddSingleton(folder);
        _host.Services.AddSingleton(new ParameterStore(folder));
        _host.Services.AddSingleton(ExecutionContext);
        _host.Services.AddSingleton(Eventing);
        _host.Services.AddSingleton(new DistributedApplicationModel(Resources));
        _host.Services.AddSingleton<ResourceNotificationService>();
        _host.Services.AddSingleton<ResourceLoggerService>();
        _host.Services.AddSingleton<ResourceCommandService>();
        _host.Services.AddSingleton<RunContext>();
        _host.Services.AddSingleton<RunOutcome>();
        _host.Services.AddSingleton<OtlpReceiver>();
        _host.Services.AddSingleton<LocalDashboard>();
        _host.Services.AddSingleton<ApplicationRunner>();
        _host.Services.AddHealthChecks();
        _host.Services.TryAddSingleton(TimeProvider.System);
        _host.Services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);
        _host.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);

        // RunAsync says why in a sentence; the host would add its call stack.
        _host.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        _host.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        if (ExecutionContext.IsRunMode)
        {
            _host.Services.AddHostedService(services => services.GetRequiredService<ApplicationRunner>());
            _host.Services.AddHostedService<StartReporter>();
        }
        else
        {
            _host.Services.AddHostedService<ManifestPublisher>();
        }
    }

    /// <inheritdoc/>
    public ConfigurationManager Configuration => _host.Configuration;

    /// <inheritdoc/>
    public string AppHostDirectory { get; }

    /// <inheritdoc/>
    public Assembly? AppHostAssembly { get; }

    /// <inheritdoc/>
    public IHostEnvironment Environment => _host.Environment;

    /// <inheritdoc/>
    public IServiceCollection Services => _host.Services;

    /// <inheritdoc/>
    public IDistributedApplicationEventing Eventing { get; } = new DistributedApplicationEventing();

    /// <inheritdoc/>
    public DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <inheritdoc/>
    public IResourceCollection Resources { get; } = new ResourceCollection();

    /// <inheritdoc/>
    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    /// <inheritdoc/>
    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    /// <inheritdoc/>
    public DistributedApplication Build()
    {
        var interceptor = AppHostInterceptor.Current;
        interceptor?.Building(this);
        var application = new DistributedApplication(_host.Build()) { Interceptor = interceptor };
        ExecutionContext.Services = application.Services;
        interceptor?.Built(application);
        return application;
    }

    private static HostApplicationBuilder CreateHost(HostApplicationBuilderSettings settings)
    {
        try
        {
            return new HostApplicationBuilder(settings);
        }
        catch (InvalidDataException e)
        {
            // appsettings.json or the user secrets; the message names the file.
            throw new DistributedApplicationException($"{e.Message} {e.GetBaseException().Message} Mend the file, or delete it.", e);
        }
    }

    private static string? ProjectDirectory(Assembly? assembly) =>
        assembly?.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(a => string.Equals(a.Key, "apphostprojectpath", StringComparison.OrdinalIgnoreCase))?.Value;

    private static DistributedApplicationOperation Operation(ConfigurationManager configuration)
    {
        var publishes = configuration["Publishing:Publisher"] is { Length: > 0 } ||
            string.Equals(configuration["AppHost:Operation"], "publish", StringComparison.OrdinalIgnoreCase);
        return publishes ? DistributedApplicationOperation.Publish : DistributedApplicationOperation.Run;
    }
}
