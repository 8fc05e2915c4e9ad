using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Charts;

/// <summary>One chart of a batch, or why it cannot be read: a chart of a wrong shape must not fail its neighbours.</summary>
/// <param name="Chart">The chart; null when the element is null or unreadable.</param>
/// <param name="Fault">What is wrong with the element; null when it can be read.</param>
[JsonConverter(typeof(BatchItemConverter))]
public readonly record struct BatchItem(CalculateRequest? Chart, InvalidRequest? Fault);

/// <summary>Reads an element of the list; a member of a wrong type becomes the element's own fault.</summary>
internal sealed class BatchItemConverter : JsonConverter<BatchItem>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override BatchItem Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var start = reader;
        try
        {
            return new BatchItem(JsonSerializer.Deserialize<CalculateRequest>(ref reader, options), null);
        }
        catch (JsonException failure) when (JsonFaults.TypeFault(failure) is { } fault)
        {
            // The serializer has buffered the whole element before it called, so that skipping it cannot fail.
            reader = start;
            _ = reader.TrySkip();
            return new BatchItem(null, new InvalidRequest([fault]));
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, BatchItem value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.Chart, options);
}
