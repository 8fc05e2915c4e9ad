using System.Text.Json;

namespace Ephemeris.Api.Http;

/// <summary>How all slices write and read JSON.</summary>
public static class HttpModule
{
    /// <summary>JSON in snake case, both ways.</summary>
    public static IServiceCollection AddSnakeCaseJson(this IServiceCollection services) =>
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.SerializerOptions.DictionaryKeyPolicy = null;
            options.SerializerOptions.Converters.Add(new SoundElementConverter());
        });
}
