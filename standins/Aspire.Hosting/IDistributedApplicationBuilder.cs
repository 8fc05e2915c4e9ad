using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Writes the model of an application.</summary>
public interface IDistributedApplicationBuilder
{
    /// <summary>Settings: command line, environment, user secrets, appsettings.</summary>
    ConfigurationManager Configuration { get; }

    /// <summary>Folder of the AppHost's project file, absolute.</summary>
    string AppHostDirectory { get; }

    /// <summary>Assembly of the AppHost.</summary>
    Assembly? AppHostAssembly { get; }

    /// <summary>Development, Production, …</summary>
    IHostEnvironment Environment { get; }

    /// <summary>The AppHost's own services.</summary>
    IServiceCollection Services { get; }

    /// <summary>The application's events.</summary>
    IDistributedApplicationEventing Eventing { get; }

    /// <summary>Run or publish.</summary>
    DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <summary>The resources so far.</summary>
    IResourceCollection Resources { get; }

    /// <summary>Adds a resource; throws <see cref="DistributedApplicationException"/> when its name is taken.</summary>
    IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource;

    /// <summary>A builder for a resource that is not, or already, part of the model.</summary>
    IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource;

    /// <summary>Ends the model and makes the application.</summary>
    DistributedApplication Build();
}

/// <summary>A .NET project that the AppHost refers to; the build writes a class of this kind for each.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    /// <summary>Absolute path of the project file.</summary>
    string ProjectPath { get; }

    /// <summary>The project's launch settings; null reads them from its folder.</summary>
    LaunchSettings? LaunchSettings => null;

    /// <summary>True: the project was built with the AppHost.</summary>
    bool SuppressBuild => false;
}

/// <summary>A resource that others find by name, through service discovery.</summary>
public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;
