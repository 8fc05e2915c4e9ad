using System.Text;
using System.Text.Json;
using Ledger.Api.Canonical;
using Ledger.Api.Checkpoints;
using Ledger.Api.Datasets;
using Ledger.Api.Entries;
using Ledger.Api.Proofs;
using Ledger.Api.Proofs.Protocol;
using Ledger.Api.Proofs.Statements;
using Ledger.Api.Tree;

namespace Ledger.Api.Bundles;

/// <summary>
/// Checks a bundle step by step and stops at the first failure (contract §8.9). Pure: needs the bundle and the log's key, no
/// network, no database.
/// </summary>
/// <remarks>
/// What a valid bundle shows: at the checkpoint's time the log held entries whose committed rows make the statement true. What it
/// does not: that the rows describe the world, or that the log shows everybody the same history.
/// </remarks>
public sealed class BundleVerifier
{
    private const int MaxNonceBytes = 32;

    private readonly List<Check> _checks = [];
    private readonly List<ProofSubject> _subjects = [];
    private readonly List<Entry> _entries = [];
    private readonly List<Dictionary<int, byte[]>> _lists = [];
    private readonly Func<string, byte[]?>? _fetch;

    private BundleVerifier(Func<string, byte[]?>? fetch) => _fetch = fetch;

    /// <summary>Checks a bundle.</summary>
    /// <param name="json">The bundle.</param>
    /// <param name="keyOf">The pinned key of an origin; null when none is pinned.</param>
    /// <param name="fetch">Reads a commitmentsUrl; null refuses bundles that need it.</param>
    public static Verdict Verify(JsonElement json, Func<string, NoteKey?> keyOf, Func<string, byte[]?>? fetch = null)
    {
        ArgumentNullException.ThrowIfNull(keyOf);
        if (BundleReader.Read(json) is not { } bundle)
        {
            return Verdict.Of([new Check("format", false, $"Not a bundle of format {Bundle.FormatName}.")]);
        }

        var verifier = new BundleVerifier(fetch);
        try
        {
            verifier.Run(bundle, keyOf);
        }
        catch (Exception failure) when (failure is FormatException or JsonException or ArgumentException or InvalidOperationException or OverflowException)
        {
            verifier.Fail("format", "A member of the bundle cannot be read.");
        }

        return Verdict.Of(verifier._checks);
    }

    private void Run(Bundle bundle, Func<string, NoteKey?> keyOf)
    {
        if (keyOf(bundle.Origin) is not { } key)
        {
            Fail("checkpoint", $"No key is pinned for the origin '{bundle.Origin}'.");
            return;
        }

        if (!Checkpoint.TryOpen(bundle.Checkpoint, key, out var checkpoint) || checkpoint.Origin != bundle.Origin)
        {
            Fail("checkpoint", "The checkpoint is not signed by the origin's key.");
            return;
        }

        Pass("checkpoint", $"size {checkpoint.Size}, signed by {key.Name}");
        if (!bundle.Subjects.All(subject => SubjectHolds(bundle, subject, checkpoint)))
        {
            return;
        }

        if (WellFormedHolds(bundle) && Statement.TryParse(bundle.Statement, out var statement, out var problem) is var parsed)
        {
            if (!parsed)
            {
                Fail("statement", problem!);
                return;
            }

            ProofHolds(bundle, statement!);
        }
    }

    private bool SubjectHolds(Bundle bundle, BundleSubject subject, Checkpoint checkpoint)
    {
        var bytes = Canonical(subject.Entry);
        var leaf = MerkleHash.Leaf(bytes);
        if (!InclusionProof.Verify(leaf, subject.Index, checkpoint.Size, [.. subject.Inclusion], checkpoint.Root))
        {
            return Fail("inclusion", $"Entry {subject.Index} is not in the checkpoint's tree.");
        }

        Pass("inclusion", $"entry {subject.Index}, {subject.Inclusion.Count} hashes");
        var entry = Entry.Read(bytes);
        if (entry.Origin != bundle.Origin || entry.Index != subject.Index.ToString(System.Globalization.CultureInfo.InvariantCulture)
            || !Digest.TryParse(entry.DatasetRoot, out var root))
        {
            return Fail("entry", $"Entry {subject.Index} names another origin or index, or no dataset root.");
        }

        Pass("entry", $"{entry.Dataset}@{entry.Version}");
        var header = Canonical(subject.Header);
        var shape = JsonSerializer.Deserialize<DatasetHeader>(header, LedgerJson.Options)!;
        if (HeaderCheck.Problem(shape, entry.Dataset) is { } problem || !header.AsSpan().SequenceEqual(shape.ToBytes()))
        {
            return Fail("dataset", "The header is malformed.");
        }

        var committed = PreparedDataset.ShapeOf(shape);
        if (entry.Rows != shape.Rows || !InclusionProof.Verify(DatasetRoot.HeaderLeaf(header), 0, 2 + committed.Columns.Count, [.. subject.HeaderPath], root))
        {
            return Fail("dataset", "The header is not under the dataset root.");
        }

        var lists = new Dictionary<int, byte[]>();
        foreach (var column in subject.Columns)
        {
            if (ColumnProblem(column, committed, root, lists) is { } wrong)
            {
                return Fail("dataset", wrong);
            }
        }

        Pass("dataset", $"{shape.Rows} rows, {lists.Count} committed columns of {committed.Chunks} chunks");
        _entries.Add(entry);
        _lists.Add(lists);
        _subjects.Add(new ProofSubject((ulong)subject.Index, leaf.ToArray(), root.ToArray(), committed));
        return true;
    }

    private string? ColumnProblem(BundleColumn column, DatasetShape shape, Digest root, Dictionary<int, byte[]> lists)
    {
        var ordinal = shape.Columns.ToList().FindIndex(candidate => candidate.Index == column.Index);
        if (ordinal < 0 || !InclusionProof.Verify(
            DatasetRoot.ColumnLeaf(column.Index, shape.Chunks, column.Root), 2 + ordinal, 2 + shape.Columns.Count, [.. column.Path], root))
        {
            return $"Column {column.Index} is not under the dataset root.";
        }

        var list = column.Commitments ?? (column.CommitmentsUrl is { } url ? _fetch?.Invoke(url) : null);
        if (list is null)
        {
            return $"The commitments of column {column.Index} are not at hand.";
        }

        if (list.Length != Digest.Bytes * shape.Chunks || DatasetRoot.ColumnTree(list).Root != column.Root || !lists.TryAdd(column.Index, list))
        {
            return $"The commitments of column {column.Index} do not hash to its root.";
        }

        return null;
    }

    private bool WellFormedHolds(Bundle bundle)
    {
        for (var i = 0; i < _subjects.Count; i++)
        {
            var subject = _subjects[i];
            var proof = BundleReader.WellFormed(bundle, i);
            if (proof is null || subject.Shape.Columns.Any(column => !_lists[i].ContainsKey(column.Index)))
            {
                return Fail("wellFormed", "A proof of well-formedness or a committed column is missing.");
            }

            var lists = _lists[i];
            var verification = KnownWellFormed.Verify(
                bundle.Origin, subject.DatasetRoot, subject.Shape, new WellFormed(proof.Open, proof.Pad), (_, column, first, count) => Slice(lists, column, first, count));
            if (!verification.Valid)
            {
                return Fail(verification.Check, verification.Detail);
            }
        }

        return Pass("wellFormed", "every commitment opens, padding is zero");
    }

    private void ProofHolds(Bundle bundle, Statement statement)
    {
        var nonce = Convert.FromHexString(bundle.Nonce);
        if (nonce.Length > MaxNonceBytes)
        {
            Fail("statement", "The nonce is longer than 32 bytes.");
            return;
        }

        if (statement is not DeriveStatement && bundle.Map is not null)
        {
            Fail("derivation", "Only a derive statement has a map.");
            return;
        }

        if (statement is DeriveStatement derive && DerivationProblem(derive, bundle.Map) is { } problem)
        {
            Fail("derivation", problem);
            return;
        }

        var verification = Verifier.Verify(
            statement, new ProofContext(bundle.Origin, _subjects, nonce),
            (subject, column, first, count) => Slice(_lists[subject], column, first, count), bundle.Proof, bundle.Map ?? default);
        _ = verification.Valid
            ? Pass("statement", Encoding.UTF8.GetString(statement.ToCanonicalJson())) && Pass("proof", $"{bundle.Proof.Length} bytes")
            : Fail(verification.Check.StartsWith("proof", StringComparison.Ordinal) ? "proof" : verification.Check, $"{verification.Check}: {verification.Detail}");
    }

    /// <summary>The outputs' entries must name the map; the map of a split must use each source row once.</summary>
    private string? DerivationProblem(DeriveStatement derive, byte[]? map)
    {
        var shapes = _subjects.Select(subject => subject.Shape).ToArray();
        if (derive.Check(shapes) is not null)
        {
            // Said by the statement's own check.
            return null;
        }

        var rows = new DerivationMap(map ?? []);
        if (rows.Check(derive, shapes) is { } problem)
        {
            return problem;
        }

        var outputs = _entries.Skip(derive.Sources).ToArray();
        if (outputs.Any(entry => (string?)entry.Params?["map"] != derive.Map))
        {
            return "An output's entry names another map.";
        }

        return outputs.Any(entry => entry.Op == "split") && !rows.IsBijection(derive, shapes)
            ? "A source row is used twice or not at all: the split is not disjoint and complete." : null;
    }

    private static ReadOnlyMemory<byte> Slice(Dictionary<int, byte[]> lists, int column, int first, int count) =>
        lists.TryGetValue(column, out var list) ? list.AsMemory(Digest.Bytes * first, Digest.Bytes * count) : default;

    private static byte[] Canonical(JsonElement json) => json.ValueKind == JsonValueKind.String
        ? CanonicalJson.Write((ReadOnlyMemory<byte>)json.GetBytesFromBase64()) : CanonicalJson.Write(json);

    private bool Pass(string name, string detail)
    {
        _checks.Add(new Check(name, true, detail));
        return true;
    }

    private bool Fail(string name, string detail)
    {
        _checks.Add(new Check(name, false, detail));
        return false;
    }
}
