using System.Text.Json;
using System.Text.Json.Serialization;
using Ledger.Api.Datasets;
using Ledger.Api.Requests;
using Ledger.Api.Tree;

namespace Ledger.Api.Bundles;

/// <summary>
/// A proof with all that a verifier without an account needs (contract §8.9), except the log's key, which it must have from
/// elsewhere.
/// </summary>
public sealed record Bundle
{
    /// <summary>The value of <see cref="Format"/>.</summary>
    public const string FormatName = "zkpdl-bundle/1";

    /// <summary>Format, <c>zkpdl-bundle/1</c>.</summary>
    [JsonRequired]
    public string Format { get; init; } = "";

    /// <summary>Origin of the log.</summary>
    [JsonRequired]
    public string Origin { get; init; } = "";

    /// <summary>Entries that the statement is about; for derive the sources, then the outputs.</summary>
    [JsonRequired]
    public IReadOnlyList<BundleSubject> Subjects { get; init; } = [];

    /// <summary>Signed checkpoint that covers the entries.</summary>
    [JsonRequired]
    public string Checkpoint { get; init; } = "";

    /// <summary>The statement.</summary>
    [JsonRequired]
    public JsonElement Statement { get; init; }

    /// <summary>The verifier's nonce, hexadecimal, at most 32 bytes; empty when none was asked for.</summary>
    public string Nonce { get; init; } = "";

    /// <summary>The proof's bytes.</summary>
    [JsonRequired]
    public byte[] Proof { get; init; } = [];

    /// <summary>Proof of well-formedness of the subject; of several subjects, one each, as an array.</summary>
    public JsonElement WellFormed { get; init; }

    /// <summary>The map of a derive statement.</summary>
    public byte[]? Map { get; init; }

    /// <summary>A bundle of its parts; one proof of well-formedness per subject.</summary>
    internal static Bundle Of(
        string origin, IReadOnlyList<BundleSubject> subjects, string checkpoint, JsonElement statement, string nonce, byte[] proof,
        IReadOnlyList<BundleWellFormed> wellFormed, byte[]? map) => new()
        {
            Format = FormatName,
            Origin = origin,
            Subjects = subjects,
            Checkpoint = checkpoint,
            Statement = statement,
            Nonce = nonce,
            Proof = proof,
            WellFormed = wellFormed.Count == 1
                ? JsonSerializer.SerializeToElement(wellFormed[0], RequestJson.Options)
                : JsonSerializer.SerializeToElement(wellFormed, RequestJson.Options),
            Map = map,
        };

    /// <summary>Written as answers are.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, RequestJson.Options);
}

/// <summary>An entry that a statement is about.</summary>
public sealed record BundleSubject
{
    /// <summary>Index of the entry.</summary>
    [JsonRequired]
    public long Index { get; init; }

    /// <summary>The entry, as JSON; its leaf is its RFC 8785 form.</summary>
    [JsonRequired]
    public JsonElement Entry { get; init; }

    /// <summary>Path of the entry to the checkpoint's root.</summary>
    [JsonRequired]
    public IReadOnlyList<Digest> Inclusion { get; init; } = [];

    /// <summary>The dataset's header, as JSON; its leaf is its RFC 8785 form.</summary>
    [JsonRequired]
    public JsonElement Header { get; init; }

    /// <summary>Path of the header to the dataset root.</summary>
    [JsonRequired]
    public IReadOnlyList<Digest> HeaderPath { get; init; } = [];

    /// <summary>The committed columns.</summary>
    [JsonRequired]
    public IReadOnlyList<BundleColumn> Columns { get; init; } = [];

    /// <summary>An entry with its paths: to the checkpoint's root, and of header and columns to the dataset root.</summary>
    internal static BundleSubject Of(
        long index, byte[] entry, IReadOnlyList<Digest> inclusion, byte[] header, in Digest rowRoot,
        IReadOnlyList<(int Index, byte[] Commitments)> lists)
    {
        var columns = lists.Select(list => (list.Index, Chunks: list.Commitments.Length / Digest.Bytes, DatasetRoot.ColumnTree(list.Commitments).Root)).ToArray();
        var tree = DatasetRoot.Tree(header, rowRoot, columns);
        return new BundleSubject
        {
            Index = index,
            Entry = JsonElement.Parse(entry),
            Inclusion = inclusion,
            Header = JsonElement.Parse(header),
            HeaderPath = tree.Inclusion(0),
            Columns = [.. lists.Select((list, i) => new BundleColumn
            {
                Index = list.Index,
                Root = columns[i].Root,
                Path = tree.Inclusion(2 + i),
                Commitments = list.Commitments,
            })],
        };
    }

    /// <summary>Accepted when read: this subject's proof of well-formedness.</summary>
    public BundleWellFormed? WellFormed { get; init; }
}

/// <summary>A committed column: its root, and its commitments or where they are.</summary>
public sealed record BundleColumn
{
    /// <summary>Index in the header.</summary>
    [JsonRequired]
    public int Index { get; init; }

    /// <summary>Root over its commitments.</summary>
    [JsonRequired]
    public Digest Root { get; init; }

    /// <summary>Path of the column's leaf to the dataset root.</summary>
    [JsonRequired]
    public IReadOnlyList<Digest> Path { get; init; } = [];

    /// <summary>All commitments, 32 bytes each.</summary>
    public byte[]? Commitments { get; init; }

    /// <summary>Where to fetch them.</summary>
    public string? CommitmentsUrl { get; init; }

    /// <summary>One commitment and its path, for a statement about one chunk.</summary>
    public BundleChunk? Chunk { get; init; }
}

/// <summary>One commitment of a column.</summary>
/// <param name="Index">Chunk.</param>
/// <param name="Value">Its encoding.</param>
/// <param name="Path">Path to the column root.</param>
public sealed record BundleChunk(int Index, byte[] Value, IReadOnlyList<Digest> Path);

/// <summary>Proofs of well-formedness.</summary>
/// <param name="Open">Proof of open.</param>
/// <param name="Pad">Proof of pad; null when the last chunk is full.</param>
public sealed record BundleWellFormed(byte[] Open, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] byte[]? Pad);
