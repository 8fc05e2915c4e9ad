using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ledger.Api.Canonical;
using Ledger.Api.Tree;

namespace Ledger.Api.Bundles;

/// <summary>
/// Reads a bundle that somebody else sent. Every member has one form (contract §4: 64-bit integers as strings of digits, bytes
/// as padded base64 without white space), none is unknown, missing or doubled: what is not signed or hashed cannot vary either.
/// </summary>
internal static class BundleReader
{
    private const int MaxSubjects = 64;

    private static readonly JsonSerializerOptions Strict = new(LedgerJson.Options)
    {
        PropertyNameCaseInsensitive = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        Converters = { new DigestConverter(), new LongConverter(), new BytesConverter() },
    };

    /// <summary>The bundle; null when it is none of format <see cref="Bundle.FormatName"/>.</summary>
    public static Bundle? Read(JsonElement json)
    {
        Bundle? bundle;
        try
        {
            bundle = json.Deserialize<Bundle>(Strict);
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }

        return bundle is { Format: Bundle.FormatName, Subjects.Count: > 0 and <= MaxSubjects }
            && bundle.Subjects.All(subject => subject is { Index: >= 0 } && subject.Columns.All(column => column is not null))
            && (bundle.WellFormed.ValueKind != JsonValueKind.Array || bundle.WellFormed.GetArrayLength() == bundle.Subjects.Count)
            ? bundle : null;
    }

    /// <summary>The proof of well-formedness of a subject: its own, else the bundle's; null when there is none.</summary>
    /// <exception cref="JsonException">It is malformed.</exception>
    public static BundleWellFormed? WellFormed(Bundle bundle, int subject)
    {
        var proof = bundle.Subjects[subject].WellFormed ?? (bundle.WellFormed.ValueKind switch
        {
            JsonValueKind.Array => bundle.WellFormed[subject],
            var kind when kind == JsonValueKind.Undefined || bundle.Subjects.Count > 1 => default(JsonElement?),
            _ => bundle.WellFormed,
        })?.Deserialize<BundleWellFormed>(Strict);
        return proof?.Open is null ? null : proof;
    }

    private sealed class DigestConverter : JsonConverter<Digest>
    {
        public override Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Bytes(ref reader) is { Length: Digest.Bytes } bytes ? Digest.Read(bytes) : throw new JsonException("A hash of 32 bytes is wanted.");

        public override void Write(Utf8JsonWriter writer, Digest value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToBase64());
    }

    private sealed class LongConverter : JsonConverter<long>
    {
        public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String
            && long.TryParse(reader.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && reader.ValueTextEquals(value.ToString(CultureInfo.InvariantCulture))
                ? value : throw new JsonException("An integer as a string is wanted.");

        public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }

    private sealed class BytesConverter : JsonConverter<byte[]>
    {
        public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Bytes(ref reader);

        public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) => writer.WriteBase64StringValue(value);
    }

    // The framework's own reader takes white space, and unused bits that are not zero.
    private static byte[] Bytes(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out var bytes) && reader.ValueTextEquals(Convert.ToBase64String(bytes))
            ? bytes : throw new JsonException("Base64 is wanted.");
}
