using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Errors;

/// <summary>Keeps small JSON bodies readable until the answer, so that a fault can show the value it is about.</summary>
internal static class KeptBody
{
    public static void UseKeptBody(this WebApplication app)
    {
        var limit = app.Services.GetRequiredService<IOptions<EdgeOptions>>().Value.Problems.KeptBodyBytes;
        app.Use((context, next) =>
        {
            if (context.Request.ContentLength is { } length && length > 0 && length <= limit
                && context.Request.HasJsonContentType())
            {
                context.Request.EnableBuffering(limit);
            }

            return next(context);
        });
    }

    /// <summary>The value at a path such as <c>config.items[2].name</c>; null when it is not there or was not kept.</summary>
    public static async Task<object?> ValueAtAsync(HttpRequest request, string path)
    {
        if (!request.Body.CanSeek)
        {
            return null;
        }

        try
        {
            request.Body.Position = 0;
            using var document = await JsonDocument.ParseAsync(request.Body, default, request.HttpContext.RequestAborted)
                .ConfigureAwait(false);
            return Scalar(Walk(document.RootElement, path));
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // No JSON, or text that is no Unicode: there is no value to show.
            return null;
        }
    }

    private static JsonElement? Walk(JsonElement element, string path)
    {
        JsonElement? at = element;
        foreach (var part in path.Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries))
        {
            at = at switch
            {
                { ValueKind: JsonValueKind.Array } array =>
                    int.TryParse(part, out var index) && index >= 0 && index < array.GetArrayLength() ? array[index] : null,
                { ValueKind: JsonValueKind.Object } fields => Member(fields, part),
                _ => null,
            };
        }

        return at;
    }

    // Binding ignores case, and so must the way back to the value.
    private static JsonElement? Member(JsonElement fields, string name)
    {
        foreach (var field in fields.EnumerateObject())
        {
            if (string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return field.Value;
            }
        }

        return null;
    }

    private static object? Scalar(JsonElement? element) => element switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Array } => new Kind("a list"),
        { ValueKind: JsonValueKind.Object } => new Kind("an object"),
        { } other => new Kind(other.GetRawText()),
    };

    /// <summary>Shown without quotes, unlike text that the caller sent.</summary>
    private sealed record Kind(string Text)
    {
        public override string ToString() => Text;
    }
}
