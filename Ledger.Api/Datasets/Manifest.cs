using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ledger.Api.Ledgers;
using Ledger.Api.Reading;
using Ledger.Api.Requests;
using Ledger.Api.Tables;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Datasets;

/// <summary>How a file is to be read and named (contract §6). The switches of older clients are accepted and ignored.</summary>
/// <param name="Name">1–255 of A–Z a–z 0–9 . _ -.</param>
/// <param name="NewVersion">Adds a version to a name that exists; default false.</param>
/// <param name="HashAlgorithm"><c>sha3-256</c> (default) or <c>sha2-256</c>.</param>
/// <param name="Columns">Columns; inferred when absent.</param>
/// <param name="Nulls">Cells that stand for null in columns that are not text; default the empty cell.</param>
public sealed record Manifest(
    string? Name, bool NewVersion = false, string? HashAlgorithm = null, IReadOnlyList<ManifestColumn>? Columns = null,
    IReadOnlyList<string>? Nulls = null)
{
    /// <summary>Accepted and ignored: what is proven is asked for later.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? ProofType { get; init; }

    /// <summary>Accepted and ignored: always on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? HighPerformance { get; init; }

    /// <summary>Accepted and ignored: always on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Parallel { get; init; }

    /// <summary>Accepted and ignored: always on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Cache { get; init; }

    /// <summary>Accepted and ignored: cells are always hidden.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? PrivacyLevel { get; init; }

    /// <summary>What a stored header says, as a manifest: how a file is read that is compared with it.</summary>
    internal static Manifest Of(DatasetHeader header) => new(header.Dataset, Columns: [.. header.Columns
        .Where(column => !header.Columns.Any(other => other.Mask == column.Index))
        .Select(column => new ManifestColumn(column.Name, column.Type, column.Scale, column.Nullable, column.Committed))]);

    /// <summary>The options of a read; the error when something in the manifest cannot be.</summary>
    internal Outcome<ReadOptions> ToOptions(string? fileName, string? mediaType, LedgerOptions? limits = null)
    {
        if (!RequestReading.IsDataset(Name))
        {
            return LedgerErrors.BadName("name", "1–255 of A–Z a–z 0–9 . _ -");
        }

        if (!ReadOptions.FormatOf(fileName, mediaType, limits?.FileTypes).TryGet(out var format, out var error)
            || !ReadOptions.HashOf(HashAlgorithm ?? limits?.HashAlgorithm).TryGet(out var hash, out error))
        {
            return error;
        }

        var specs = new List<ColumnSpec>();
        foreach (var column in Columns ?? [])
        {
            if (column is not { Name: { } name, Type: { } type } || !ColumnSpec.IsName(name))
            {
                return LedgerErrors.BadName("columns", "a name of 1–128 characters without # and control characters, and a type");
            }

            if (column.Scale is < 0 or > ColumnSpec.MaxScale || (column.Scale > 0 && type != ColumnType.Fixed)
                || (column.Commit == true && type == ColumnType.Text) || specs.Any(spec => spec.Name == name))
            {
                return LedgerErrors.BadRequest($"columns: '{name}' stands twice, has a scale that its type has not, or commits text.");
            }

            specs.Add(new ColumnSpec(name, type, column.Scale ?? 0, column.Nullable ?? false, column.Commit ?? type != ColumnType.Text));
        }

        var options = new ReadOptions { Format = format, Hash = hash, Columns = Columns is null ? null : specs }.Within(limits);
        return Nulls is null ? options : options with { Nulls = [.. Nulls.Select(Encoding.UTF8.GetBytes)] };
    }
}

/// <summary>A declared column.</summary>
/// <param name="Name">1–128 characters without # and control characters.</param>
/// <param name="Type">int64, decimal, bool, date, timestamp or string.</param>
/// <param name="Scale">Fraction digits of a decimal, 0–9; default 0.</param>
/// <param name="Nullable">Whether cells may be null; default false.</param>
/// <param name="Commit">Whether the cells are committed; default true, but false for strings.</param>
public sealed record ManifestColumn(string? Name, ColumnType? Type, int? Scale = null, bool? Nullable = null, bool? Commit = null);
