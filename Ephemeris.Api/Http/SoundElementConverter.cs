using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ephemeris.Api.Http;

/// <summary>
/// Reads members whose type a request chooses (a number, a text, a list). Text with half of a surrogate pair is no text: it is
/// refused here as malformed JSON, as the serializer refuses it in members of type string; a <see cref="JsonElement"/> would
/// throw wherever it is looked at.
/// </summary>
internal sealed class SoundElementConverter : JsonConverter<JsonElement>
{
    /// <inheritdoc/>
    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var element = JsonElement.ParseValue(ref reader);
        Check(element);
        return element;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) => value.WriteTo(writer);

    private static void Check(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                try
                {
                    _ = element.GetString();
                }
                catch (InvalidOperationException failure)
                {
                    throw new JsonException("A text holds half of a surrogate pair.", failure);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Check(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    Check(member.Value);
                }

                break;
        }
    }
}
