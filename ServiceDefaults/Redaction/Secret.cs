using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.ServiceDefaults.Redaction;

/// <summary>
/// A value that must not be shown: it prints and serializes as <c>***</c>, and from its creation on the exact value is
/// masked wherever it turns up in logs and traces of this process.
/// </summary>
[DebuggerDisplay("***")]
[JsonConverter(typeof(SecretJsonConverter))]
public sealed class Secret
{
    /// <summary>How a secret prints.</summary>
    public const string Printed = "***";

    private readonly string _value;

    /// <summary>Wraps a value and registers it for masking.</summary>
    /// <param name="value">The value; shorter than 8 characters it is not masked in running text, being too common.</param>
    public Secret(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
        KnownSecrets.Add(value);
    }

    /// <summary>The value itself, for the one place that must send or compare it.</summary>
    public string Reveal() => _value;

    /// <summary>Always <see cref="Printed"/>.</summary>
    public override string ToString() => Printed;
}

internal sealed class SecretJsonConverter : JsonConverter<Secret>
{
    public override Secret? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { } value ? new Secret(value) : null;

    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Secret.Printed);
}
