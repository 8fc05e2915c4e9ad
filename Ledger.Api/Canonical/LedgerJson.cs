using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ledger.Api.Canonical;

/// <summary>How this service writes and reads JSON: camelCase names, nulls written, numbers never from strings, no member twice.</summary>
internal static class LedgerJson
{
    /// <summary>The options, frozen.</summary>
    public static readonly JsonSerializerOptions Options = Create();

    /// <summary>The same for what callers send: a member that is not known is refused, for it would be a wish not heard.</summary>
    public static readonly JsonSerializerOptions Sent = new(Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            NumberHandling = JsonNumberHandling.Strict,
            AllowDuplicateProperties = false,
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
