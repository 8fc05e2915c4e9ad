using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Ledger.Api.Canonical;

namespace Ledger.Api.Requests;

/// <summary>
/// Reads free-form members of requests as what an entry can hold: their RFC 8785 form, in which numbers are doubles. Refuses a
/// member that stands twice, a lone surrogate and a number beyond double's range.
/// </summary>
internal sealed class CanonicalNodes<T> : JsonConverter<T>
    where T : JsonNode
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return JsonNode.Parse(CanonicalJson.Write(JsonElement.ParseValue(ref reader))) as T ?? throw new JsonException("A JSON object is wanted.");
        }
        catch (FormatException failure)
        {
            throw new JsonException("A JSON value that RFC 8785 can write is wanted.", failure);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => value.WriteTo(writer, options);
}
