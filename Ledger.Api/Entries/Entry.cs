using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Ledger.Api.Canonical;
using Ledger.Api.Tree;

namespace Ledger.Api.Entries;

/// <summary>One record of a log (contract §7.2). Its RFC 8785 bytes are the leaf; absent members are left out.</summary>
public sealed record Entry
{
    /// <summary>Longest entry, in bytes: what an entry tile can hold.</summary>
    public const int MaxBytes = 65_535;

    /// <summary>Salted hash of the account that asked for it.</summary>
    public string? Actor { get; init; }

    /// <summary>Dataset name.</summary>
    public string? Dataset { get; init; }

    /// <summary>Root of the dataset version.</summary>
    [JsonPropertyName("dataset_root")]
    public string? DatasetRoot { get; init; }

    /// <summary>Blinded hash of the file.</summary>
    [JsonPropertyName("file_commitment")]
    public string? FileCommitment { get; init; }

    /// <summary>Index in the log.</summary>
    public string Index { get; init; } = "";

    /// <summary>Operation: genesis, notarize, transform, split, merge, validate, custom, proof or audit-anchor.</summary>
    public required string Op { get; init; }

    /// <summary>Log it belongs to.</summary>
    public string Origin { get; init; } = "";

    /// <summary>Parameters of the operation.</summary>
    public JsonObject? Params { get; init; }

    /// <summary>Entries it builds on.</summary>
    public IReadOnlyList<EntryParent>? Parents { get; init; }

    /// <summary>Proofs made before it.</summary>
    public IReadOnlyList<EntryProof>? Proofs { get; init; }

    /// <summary>Rows of the dataset version.</summary>
    public string? Rows { get; init; }

    /// <summary>When it was appended, UTC with milliseconds.</summary>
    public string Time { get; init; } = "";

    /// <summary>Format, 1.</summary>
    public int V { get; init; } = 1;

    /// <summary>Version of the dataset.</summary>
    public int? Version { get; init; }

    /// <summary>How times are written.</summary>
    public static string Stamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>The leaf's bytes.</summary>
    public byte[] ToBytes() => CanonicalJson.Write(this, EntryJson);

    /// <summary>Reads a leaf's bytes.</summary>
    /// <exception cref="JsonException">Not an entry.</exception>
    public static Entry Read(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize<Entry>(bytes, EntryJson) ?? throw new JsonException("An entry is a JSON object.");

    /// <summary>Absent members are left out.</summary>
    internal static readonly JsonSerializerOptions EntryJson = new(LedgerJson.Options)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };
}

/// <summary>An entry that another builds on.</summary>
/// <param name="Index">Its index.</param>
/// <param name="LeafHash">Its leaf hash.</param>
public sealed record EntryParent(string Index, [property: JsonPropertyName("leaf_hash")] string LeafHash)
{
    internal static EntryParent Of(long index, Digest leafHash) =>
        new(index.ToString(CultureInfo.InvariantCulture), leafHash.ToBase64());
}

/// <summary>A proof that an entry names by its hash.</summary>
/// <param name="Sha256">SHA-256 of the proof's bytes.</param>
/// <param name="Type">Statement type.</param>
public sealed record EntryProof(string Sha256, string Type);
