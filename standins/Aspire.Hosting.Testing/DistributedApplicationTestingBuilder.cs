using System.Reflection;
using Aspire.Hosting.Interception;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>
/// Runs an AppHost inside a test: on free ports, without a dashboard, with a data folder of its own that goes with the
/// test. A setting <c>PLATFORM_DATA</c> among the arguments names a folder that stays.
/// </summary>
public static class DistributedApplicationTestingBuilder
{
    /// <summary>Runs an AppHost's entry point up to the point where it builds the application.</summary>
    /// <typeparam name="TEntryPoint">A type of the AppHost's assembly, as <c>Projects.AppHost</c>.</typeparam>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync<TEntryPoint>([], cancellationToken);

    /// <summary>The same with a command line.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync<TEntryPoint>(args, (_, _) => { }, cancellationToken);

    /// <summary>The same with a command line and options.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder,
        CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync(typeof(TEntryPoint), args, configureBuilder, cancellationToken);

    /// <summary>The same for a type that is known at run time.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(
        Type entryPoint, string[] args, CancellationToken cancellationToken = default) =>
        CreateAsync(entryPoint, args, (_, _) => { }, cancellationToken);

    /// <summary>The same for a type that is known at run time, with options.</summary>
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync(
        Type entryPoint,
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entryPoint);
        ArgumentNullException.ThrowIfNull(configureBuilder);
        var setup = new TestSetup(args);
#pragma warning disable CA2000 // Owned by the builder, from its construction on.
        var interceptor = new AppHostInterceptor((options, settings) =>
        {
            options.AssemblyName = entryPoint.Assembly.GetName().Name;
            setup.Apply(options, settings);
            configureBuilder(options, settings);
        });
#pragma warning restore CA2000
        StartEntryPoint(entryPoint.Assembly, interceptor, args);
        try
        {
            var builder = await interceptor.Builder.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new InterceptedBuilder(builder, interceptor, setup);
        }
        catch
        {
            interceptor.Dispose();
            setup.Dispose();
            throw;
        }
    }

    /// <summary>An empty model, for a test's own resources.</summary>
    public static IDistributedApplicationTestingBuilder Create(params string[] args)
    {
        var setup = new TestSetup(args);
        var options = new DistributedApplicationOptions { ProjectDirectory = AppContext.BaseDirectory };
        return new OwnBuilder(new DistributedApplicationBuilder(options, settings => setup.Apply(options, settings)), setup);
    }

    private static void StartEntryPoint(Assembly assembly, AppHostInterceptor interceptor, string[] args)
    {
        var main = assembly.EntryPoint ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no entry point.");
        var thread = new Thread(() =>
        {
            AppHostInterceptor.Current = interceptor;
            Exception? failure = null;
            try
            {
                object?[] parameters = main.GetParameters().Length == 0 ? [] : [args];
                if (main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, parameters, null) is Task task)
                {
                    task.GetAwaiter().GetResult();
                }
            }
#pragma warning disable CA1031 // Whatever the entry point throws is told to the test, which awaits it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failure = e;
            }

            interceptor.EntryPointEnded(failure);
        })
        { IsBackground = true, Name = "AppHost entry point" };
        thread.Start();
    }
}
