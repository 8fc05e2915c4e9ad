using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Settings;

/// <summary>Options read from documented settings and checked before the service listens.</summary>
public static class SettingsExtensions
{
    // The names that the services document for the kind of environment. The first always has a value: the host files its
    // own name under that key, and a documented setting replaces it.
    private static readonly string[] EnvironmentSettings = ["ENVIRONMENT", "APP_ENV", "NODE_ENV", "ENV"];

    /// <summary>
    /// Fills an options type from the settings. Read once, when first asked for and at the latest at the start, where
    /// every fault of every options type is reported together.
    /// </summary>
    /// <typeparam name="T">Options type; its initialisers are the defaults.</typeparam>
    /// <param name="services">The service's registrations.</param>
    /// <param name="read">Copies settings into the options; records what is wrong with them in the reader.</param>
    public static IServiceCollection AddSettings<T>(this IServiceCollection services, Action<T, SettingsReader> read)
        where T : class
    {
        services.AddOptions<T>().Configure<SettingsReader>(read);
        services.AddSingleton(new SettingsCheck(provider => _ = provider.GetRequiredService<IOptions<T>>().Value));
        return services;
    }

    internal static void AddSettingsReader(this WebApplicationBuilder builder)
    {
        StartupException.InstallExitCode();
        builder.Services.TryAddSingleton<SettingsReader>();
        foreach (var name in EnvironmentSettings)
        {
            // A value that is no kind of environment is someone else's: ENV is also a start-up file of the POSIX shell.
            if (Kind(builder.Configuration[name]) is { } kind && kind != builder.Environment.EnvironmentName)
            {
                builder.Environment.EnvironmentName = kind;

                // The web host keeps a copy of its own, made before this name was read.
                builder.Services.AddSingleton(builder.Environment);
                builder.Services.AddSingleton<IHostEnvironment>(builder.Environment);
                return;
            }
        }
    }

    internal static void CheckSettings(this WebApplication app)
    {
        foreach (var check in app.Services.GetServices<SettingsCheck>())
        {
            check.Read(app.Services);
        }

        var problems = app.Services.GetRequiredService<SettingsReader>().Problems;
        if (problems.Count > 0)
        {
            throw new StartupException([.. problems]);
        }
    }

    private static string? Kind(string? text) => text?.Trim().ToUpperInvariant() switch
    {
        "DEVELOPMENT" or "DEV" => Environments.Development,
        "STAGING" => Environments.Staging,
        "PRODUCTION" or "PROD" => Environments.Production,
        _ => null,
    };

    private sealed record SettingsCheck(Action<IServiceProvider> Read);
}
