using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Ledger.Api.Tables;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Reading;

/// <summary>What may be read and how: a manifest's part in reading, and the limits of contract §3.</summary>
internal sealed record ReadOptions
{
    /// <summary>How rows lie in the file.</summary>
    public required RowFormat Format { get; init; }

    /// <summary>Declared columns by name, in any order; null to infer all of them.</summary>
    public IReadOnlyList<ColumnSpec>? Columns { get; init; }

    /// <summary>Cells that stand for null in a column that is not text.</summary>
    public IReadOnlyList<byte[]> Nulls { get; init; } = [[]];

    /// <summary>Hash of the file: SHA3-256, or SHA-256.</summary>
    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA3_256;

    /// <summary>Most bytes.</summary>
    public long MaxBytes { get; init; } = 1L << 30;

    /// <summary>Most rows.</summary>
    public int MaxRows { get; init; } = 10_000_000;

    /// <summary>Most columns.</summary>
    public int MaxColumns { get; init; } = 1_000;

    /// <summary>Bytes of a file held in memory between its two readings; what exceeds it goes encrypted to a temporary file.</summary>
    public long MemoryLimit { get; init; } = 256L << 20;

    /// <summary>Bytes of a block, unless one row is longer.</summary>
    public int BlockBytes { get; init; } = 4 << 20;

    /// <summary>The format that a file name's extension or a media type names.</summary>
    public static Outcome<RowFormat> FormatOf(string? fileName, string? mediaType, IReadOnlyList<string>? allowed = null)
    {
        var extension = Path.GetExtension(fileName ?? "").TrimStart('.').ToLowerInvariant();
        var kind = extension.Length > 0 ? extension : (mediaType ?? "").Split(';')[0].Trim().ToLowerInvariant();
        return kind switch
        {
            _ when allowed?.Contains(ShortName(kind), StringComparer.OrdinalIgnoreCase) == false => ReadErrors.FormatNotSupported(kind),
            "csv" or "text/csv" => new CsvFormat(),
            "jsonl" or "ndjson" or "application/jsonl" or "application/x-ndjson" => new JsonLinesFormat(),
            "json" or "application/json" => new JsonArrayFormat(),
            _ => ReadErrors.FormatNotSupported(kind),
        };
    }

    /// <summary>These options within an operator's limits.</summary>
    public ReadOptions Within(Requests.LedgerOptions? limits) => limits is null ? this
        : this with { MaxBytes = limits.MaxFileBytes, MaxRows = limits.MaxRows, MaxColumns = limits.MaxColumns };

    private static string ShortName(string kind) => kind switch
    {
        "text/csv" => "csv",
        "application/jsonl" => "jsonl",
        "application/x-ndjson" => "ndjson",
        "application/json" => "json",
        _ => kind,
    };

    /// <summary>The hash that a manifest names; SHA3-256 when it names none.</summary>
    public static Outcome<HashAlgorithmName> HashOf(string? name) => name switch
    {
        null or "sha3-256" => HashAlgorithmName.SHA3_256,
        "sha2-256" => HashAlgorithmName.SHA256,
        _ => ReadErrors.HashNotSupported(name),
    };

    /// <summary>True when a cell stands for null in a column that is not text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNull(ReadOnlySpan<byte> cell)
    {
        // By index: this is asked once a cell, and an enumerator would be made each time.
        for (var i = 0; i < Nulls.Count; i++)
        {
            if (cell.SequenceEqual(Nulls[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Declared columns in the file's order, or inferred ones; the error when declaration and file differ.</summary>
    public Outcome<IReadOnlyList<ColumnSpec>> Resolve(ColumnNames names, IReadOnlyList<ColumnProfile> profiles)
    {
        var specs = new List<ColumnSpec>();
        for (var i = 0; i < names.Count; i++)
        {
            var (name, profile) = (names[i], profiles[i]);
            if (Columns is null)
            {
                specs.Add(new ColumnSpec(
                    name, profile.Type, profile.Scale, profile.HasNulls(profile.Type), profile.Type != ColumnType.Text));
                continue;
            }

            var declared = Columns.FirstOrDefault(column => column.Name == name);
            if (declared is null)
            {
                return ReadErrors.Columns($"The manifest does not declare the file's column '{name}'.");
            }

            specs.Add(declared);
        }

        var missing = Columns?.FirstOrDefault(column => !specs.Contains(column));
        return missing is null ? specs : ReadErrors.Columns($"The file lacks the column '{missing.Name}' that the manifest declares.");
    }
}
