using Ephemeris.Api.Http;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.RateLimiting;
using Platform.ServiceDefaults.Settings;

namespace Ephemeris.Api.TimeResolution;

/// <summary>Local civil time to universal time.</summary>
public static class TimeResolutionModule
{
    private const string PatchResource = "patches.json";

    /// <summary>Registers the resolver; zones, map and patches are read when first needed and kept.</summary>
    public static IServiceCollection AddTimeResolution(this IServiceCollection services)
    {
        services.AddSettings<TimeResolutionOptions>(TimeResolutionOptions.Read);
        services.AddSingleton(_ => ZoneCatalogue.Open(ZoneCatalogue.SystemFolders()));
        services.AddSingleton(_ => new ZoneFinder(ZoneMap.Load()));
        services.AddSingleton(provider =>
        {
            var zones = provider.GetRequiredService<ZoneCatalogue>();
            var given = provider.GetRequiredService<IOptions<TimeResolutionOptions>>().Value.PatchFile;
            return given is null ? BuiltInPatches(zones) : PatchSet.Read(given, zones);
        });
        services.AddSingleton<TimeResolver>();
        services.AddSingleton<ResolveTime>();
        return services;
    }

    /// <summary>Maps <c>POST /v1/time/resolve</c>.</summary>
    public static IEndpointRouteBuilder MapTimeResolution(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/time/resolve", ResolveTime.Handle)
            .RateLimit("timesolve")
            .WithMetadata(new MalformedFields())
            .WithName("ResolveTime")
            .WithSummary("Local civil time and a place to UTC, under the zone rules of the time")
            .WithTags("time")
            .Produces<TimeResolveAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest);
        return routes;
    }

    /// <summary>The patches built into this assembly.</summary>
    internal static PatchSet BuiltInPatches(ZoneCatalogue zones)
    {
        using var stream = typeof(TimeResolutionModule).Assembly.GetManifestResourceStream(PatchResource)
            ?? throw new InvalidOperationException($"{PatchResource} is not built into this assembly.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return PatchSet.Read(bytes.ToArray(), zones);
    }
}
