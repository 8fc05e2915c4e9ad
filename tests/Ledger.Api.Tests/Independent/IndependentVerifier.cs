using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using static Ledger.Api.Tests.Independent.NaiveGroup;

namespace Ledger.Api.Tests.Independent;

/// <summary>A dataset as a verifier sees it.</summary>
/// <param name="Entry">LE64(index)‖leaf hash‖dataset root.</param>
/// <param name="Rows">Rows of the header.</param>
/// <param name="Columns">Committed columns: name, index, encodings.</param>
internal sealed record NaiveSubject(byte[] Entry, long Rows, IReadOnlyList<(string Name, int Index, byte[] Encodings)> Columns)
{
    public int Chunks => (int)((Rows + 1023) / 1024);

    public (string Name, int Index, byte[] Encodings) Column(string name) => Columns.Single(c => c.Name == name);
}

/// <summary>
/// A second verifier of the statements of the contract's §8.6 and §8.7, written from its text: it folds <b>B</b>, b and P
/// round by round as §8.4 states them, on big integers, and shares no code with the service.
/// </summary>
internal sealed partial class IndependentVerifier
{
    private static readonly Element[] G = [.. Enumerable.Range(0, 1024).Select(i => Generator("G", i))];
    private static readonly Lazy<Element[]> U = new(() => [.. Enumerable.Range(0, 1024).Select(i => Generator("U", i))]);
    private static readonly Element H = Generator("H", 0);
    private static readonly Element Q = Generator("Q", 0);

    private readonly List<(BigInteger K, Element P)> _p = [];
    private readonly BigInteger[] _data = new BigInteger[1024];
    private readonly BigInteger[] _slots = new BigInteger[1024];
    private NaiveTranscript _transcript = new([]);
    private BigInteger _y;
    private byte[] _proof = [];

    /// <summary>True when the proof verifies; FormatException when it is not even well-formed.</summary>
    public bool Verify(string origin, NaiveSubject[] subjects, string statementJson, byte[] nonce, byte[] proof, byte[] map)
    {
        using var document = JsonDocument.Parse(statementJson);
        var statement = document.RootElement;
        var type = statement.GetProperty("type").GetString()!;
        var number = Array.IndexOf(["", "sum", "row", "bound", "moment", "derive", "open", "pad", "member", "magnitude", "rangeAll"], type);
        _proof = proof;
        _transcript = new NaiveTranscript(proof);
        var lists = Lists(statement, type, subjects);
        _transcript.Absorb("origin", Encoding.UTF8.GetBytes(origin));
        foreach (var subject in subjects)
        {
            _transcript.Absorb("entry", subject.Entry);
        }

        _transcript.Absorb("statement", Encoding.UTF8.GetBytes(statementJson));
        _transcript.Absorb("nonce", nonce);
        _transcript.Absorb("commitments", SHA256.HashData([.. lists.SelectMany(l => (byte[])
            [.. BitConverter.GetBytes(l.Subject), .. BitConverter.GetBytes(l.Column), .. BitConverter.GetBytes(l.Encodings.Length / 32),
            .. l.Encodings])]));
        var points = lists.Select(l => l.Encodings.Chunk(32).Select(e => Decode(e)).ToArray()).ToArray();
        byte s = 0;
        var auxiliary = true;
        switch (type)
        {
            case "bound": Bound(statement, points); break;
            case "moment": s = 5; Moment(statement, subjects[0], points); break;
            case "derive": s = 4; Derive(statement, subjects, points, map); break;
            case "member": s = 3; Member(statement, subjects[0], points[0]); break;
            case "magnitude": s = 4; Magnitude(statement, subjects[0], points[0]); break;
            case "rangeAll" when !RangeAll(statement, subjects[0], points[0]): return false;
            case "rangeAll": break;
            default: auxiliary = false; Linear(statement, type, subjects[0], points); break;
        }

        if (!proof.AsSpan(0, 8).SequenceEqual((byte[])[.. "ZDL1"u8, (byte)number, 10, s, 0]))
        {
            throw new FormatException("head");
        }

        return (auxiliary ? PiLinOverBoth() : PiLin(G, _data)) && _transcript.AtEnd;
    }

    private bool PiLinOverBoth() => PiLin([.. G, .. U.Value], [.. _data, .. _slots]);

    private static List<(int Subject, int Column, byte[] Encodings)> Lists(JsonElement statement, string type, NaiveSubject[] subjects)
    {
        var first = subjects[0];
        IEnumerable<string> names = type switch
        {
            "sum" => Pairs(statement, "claims").Select(p => p.Name),
            "row" => Pairs(statement, "values").Select(p => p.Name),
            "open" or "pad" => first.Columns.OrderBy(c => c.Index).Select(c => c.Name),
            "derive" => statement.GetProperty("columns").EnumerateArray().Select(c => c.GetString()!),
            "member" or "magnitude" or "rangeAll" => [statement.GetProperty("column").GetString()!],
            _ => Pairs(statement, "terms").Select(p => p.Name),
        };
        var used = type == "derive" ? subjects : [first];
        var lists = used.SelectMany((subject, i) => names.Select(n => (i, subject.Column(n).Index, subject.Column(n).Encodings)));
        if (type is "row" or "pad")
        {
            var chunk = type == "pad" ? first.Chunks - 1 : (int)(Number(statement, "row") / 1024);
            lists = lists.Select(l => (l.i, l.Index, l.Encodings[(32 * chunk)..(32 * (chunk + 1))]));
        }

        return [.. lists];
    }

    private void Linear(JsonElement statement, string type, NaiveSubject subject, Element[][] points)
    {
        var rho = _transcript.Challenge(type == "open" ? "gamma" : "rho");
        var t = 0;
        for (var c = 0; c < points.Length; c++)
        {
            foreach (var point in points[c])
            {
                _p.Add((Power(rho, type == "open" ? t++ : c), point));
            }
        }

        if (type is "sum" or "row")
        {
            var claims = Pairs(statement, type == "sum" ? "claims" : "values");
            _y = claims.Select((claim, c) => claim.Value * Power(rho, c)).Aggregate(BigInteger.Add);
            for (var p = 0; p < 1024; p++)
            {
                _data[p] = type == "sum" || p == (int)(Number(statement, "row") % 1024) ? 1 : 0;
            }
        }
        else if (type == "pad")
        {
            var m = (int)(subject.Rows % 1024);
            var delta = _transcript.Challenge("delta");
            for (var p = m; p < 1024; p++)
            {
                _data[p] = Power(delta, p - m);
            }
        }
    }

    private void Bound(JsonElement statement, Element[][] points)
    {
        var k = statement.GetProperty("bits").GetInt32();
        var (lo, hi) = (Number(statement, "lo"), Number(statement, "hi"));
        var pw = _transcript.Point("Pw");
        var c = _transcript.Challenge("gate");
        var uf = _transcript.Scalars("uf", 1)[0];
        var ug = _transcript.Scalars("ug", 1)[0];
        var (zeta, eta) = (_transcript.Challenge("zeta"), _transcript.Challenge("eta"));
        AddVirtual(statement, points, _ => 1);
        _p.Add((eta, pw));
        var n = 2 * k;
        var basis = LagrangeAt(n, c);
        var wide = LagrangeAt(2 * n, c);
        var everyone = Enumerable.Repeat(BigInteger.One, 1024).ToArray();
        var low = new BigInteger[1024];
        var high = new BigInteger[1024];
        var f = new BigInteger[1024];
        var g = new BigInteger[1024];
        var h = new BigInteger[1024];
        for (var i = 0; i < k; i++)
        {
            low[2 + i] = -BigInteger.Pow(2, i);
            high[2 + k + i] = BigInteger.Pow(2, i);
        }

        for (var i = 1; i <= n; i++)
        {
            f[1 + i] = basis[i];
            g[1 + i] = basis[i];
            h[2 + n + i] = wide[n + i];
        }

        (f[0], g[1], h[2 + n]) = (basis[0], basis[0], wide[0]);
        var none = new BigInteger[1024];
        Constraint(zeta, eta, 0, everyone, low, _ => 1, lo);
        Constraint(zeta, eta, 1, everyone, high, _ => 1, hi);
        Constraint(zeta, eta, 2, none, f, _ => 1, uf);
        Constraint(zeta, eta, 3, none, g, _ => 1, ug + basis.Skip(1).Aggregate(BigInteger.Add));
        Constraint(zeta, eta, 4, none, h, _ => 1, uf * ug);
    }

    private void Moment(JsonElement statement, NaiveSubject subject, Element[][] points)
    {
        var chunkBits = Bits(subject.Chunks);
        var grid = new NaiveGrid(chunkBits + 10, 5, _transcript);
        var pw = _transcript.Point("Pw");
        var c = _transcript.Challenge("gate");
        var u = _transcript.Scalars("u", 1)[0];
        var (zeta, eta) = (_transcript.Challenge("zeta"), _transcript.Challenge("eta"));
        var r = grid.R;
        AddVirtual(statement, points, j => Eq(r, 0, chunkBits, j));
        var blocks = grid.Blocks.Count;
        for (var k = 0; k < blocks; k++)
        {
            _p.Add((Power(eta, k + 1), grid.Blocks[k]));
        }

        _p.Add((Power(eta, blocks + 1), pw));
        GridConstraints(grid, zeta, eta, Number(statement, "value"));
        var at = grid.Slots;
        int Owner(int slot) => slot >= at ? blocks + 1 : grid.BlockOf(slot) + 1;
        var none = new BigInteger[1024];
        var last = grid.Last(blocks - 1).Select(w => -w).ToArray();
        last[at + 3] += 1;
        Constraint(zeta, eta, blocks, none, last, Owner, 0);
        var slots = new BigInteger[1024];
        slots[at + 1] = 1;
        Constraint(
            zeta, eta, blocks + 1, [.. Enumerable.Range(0, 1024).Select(p => -Eq(r, chunkBits, 10, p))], slots, Owner, 0);
        slots = new BigInteger[1024];
        (slots[at], slots[at + 1]) = (1 - c, c);
        Constraint(zeta, eta, blocks + 2, none, slots, Owner, u);
        slots = new BigInteger[1024];
        LagrangeAt(2, c).CopyTo(slots, at + 2);
        Constraint(zeta, eta, blocks + 3, none, slots, Owner, u * u);
    }

    private void Derive(JsonElement statement, NaiveSubject[] subjects, Element[][] points, byte[] map)
    {
        var sources = statement.GetProperty("sources").GetInt32();
        var columns = statement.GetProperty("columns").GetArrayLength();
        if (Convert.ToHexStringLower(SHA256.HashData(map)) != statement.GetProperty("map").GetString())
        {
            throw new FormatException("map");
        }

        var (rho, omega) = (_transcript.Challenge("rho"), _transcript.Challenge("omega"));
        var chunks = subjects.Sum(s => s.Chunks);
        var bits = Bits(chunks);
        var grid = new NaiveGrid(bits, 4, _transcript);
        var (zeta, eta) = (_transcript.Challenge("zeta"), _transcript.Challenge("eta"));
        var starts = subjects.Select((_, i) => subjects.Take(i).Sum(s => s.Chunks)).ToArray();
        for (var list = 0; list < points.Length; list++)
        {
            for (var j = 0; j < points[list].Length; j++)
            {
                var weight = Eq(grid.R, 0, bits, starts[list / columns] + j) * Power(rho, list % columns);
                _p.Add((weight, points[list][j]));
            }
        }

        for (var k = 0; k < grid.Blocks.Count; k++)
        {
            _p.Add((Power(eta, k + 1), grid.Blocks[k]));
        }

        var w = new BigInteger[1024];
        var power = BigInteger.One;
        var at = 0;
        for (var output = sources; output < subjects.Length; output++)
        {
            for (var row = 0; row < subjects[output].Rows; row++, at += 8, power = power * omega % L)
            {
                var source = BinaryPrimitives.ReadInt32LittleEndian(map.AsSpan(at));
                var sourceRow = BinaryPrimitives.ReadInt32LittleEndian(map.AsSpan(at + 4));
                w[row % 1024] += Eq(grid.R, 0, bits, starts[output] + (row / 1024)) * power;
                w[sourceRow % 1024] -= Eq(grid.R, 0, bits, starts[source] + (sourceRow / 1024)) * power;
            }
        }

        GridConstraints(grid, zeta, eta, 0);
        Constraint(
            zeta, eta, grid.Blocks.Count, [.. w.Select(x => -x)], grid.Last(grid.Blocks.Count - 1), s => grid.BlockOf(s) + 1, 0);
    }

    /// <summary>(0) to (R − 1); <paramref name="more"/> joins the left side of (0), <paramref name="owner"/> says whose a slot is.</summary>
    private void GridConstraints(
        NaiveGrid grid, BigInteger zeta, BigInteger eta, BigInteger claim, BigInteger[]? more = null, Func<int, int>? owner = null)
    {
        for (var k = 0; k < grid.Blocks.Count; k++)
        {
            var slots = grid.Corners(k);
            if (k == 0 && more is not null)
            {
                slots = [.. slots.Zip(more, (a, b) => a + b)];
            }

            if (k > 0)
            {
                slots = [.. slots.Zip(grid.Last(k - 1), (a, b) => a - b)];
            }

            Constraint(zeta, eta, k, new BigInteger[1024], slots, owner ?? (s => grid.BlockOf(s) + 1), k == 0 ? claim : 0);
        }
    }

    /// <summary>Adds zeta^k·(⟨data,x⟩ + ⟨slots,aux⟩ = value), each slot's part times eta^(−owner).</summary>
    private void Constraint(
        BigInteger zeta, BigInteger eta, int k, BigInteger[] data, BigInteger[] slots, Func<int, int> owner, BigInteger value)
    {
        var weight = Power(zeta, k);
        var etaInverse = BigInteger.ModPow(eta, L - 2, L);
        for (var i = 0; i < 1024; i++)
        {
            _data[i] += weight * data[i];
            _slots[i] += slots[i].IsZero ? 0 : weight * slots[i] * Power(etaInverse, owner(i));
        }

        _y += weight * value;
    }

    private void AddVirtual(JsonElement statement, Element[][] points, Func<int, BigInteger> perChunk)
    {
        var terms = statement.GetProperty("terms").EnumerateArray().Select(t => t[1].GetInt32()).ToArray();
        for (var c = 0; c < points.Length; c++)
        {
            _p.AddRange(points[c].Select((point, j) => (terms[c] * perChunk(j), point)));
        }
    }

    /// <summary>§8.4 as written: the verifier's P₀, then <b>B</b>, b and P folded round by round (B as formal sums).</summary>
    private bool PiLin(Element[] bases, BigInteger[] b)
    {
        var a = _transcript.Point("A");
        var tau = _transcript.Scalars("tau", 1)[0];
        var c = _transcript.Challenge("c");
        var phi = _transcript.Scalars("phi", 1)[0];
        var q = _transcript.Challenge("q");
        List<(BigInteger K, Element P)> p =
            [(1, a), .. _p.Select(t => (c * t.K, t.P)), (-phi, H), ((tau + (c * _y)) * q, Q)];
        var folded = bases.Select(element => new List<(BigInteger K, Element P)> { (1, element) }).ToArray();
        b = [.. b.Select(x => x % L)];
        for (var k = bases.Length; k > 4; k /= 2)
        {
            var h = k / 2;
            var l = _transcript.Point("L");
            var r = _transcript.Point("R");
            var e = _transcript.Challenge("e");
            for (var i = 0; i < h; i++)
            {
                folded[i] = [.. folded[i].Select(t => (e * t.K % L, t.P)), .. folded[h + i]];
                b[i] = ((e * b[i]) + b[h + i]) % L;
            }

            p = [(1, l), .. p.Select(t => (e * t.K % L, t.P)), (e * e, r)];
        }

        var z = _transcript.Scalars("z", 4);
        for (var i = 0; i < 4; i++)
        {
            p.AddRange(folded[i].Select(t => (-z[i] * t.K, t.P)));
            p.Add((-z[i] * b[i] % L * q, Q));
        }

        return IsZero(Sum(p));
    }

    private static BigInteger Power(BigInteger x, int n) => BigInteger.ModPow(x, n, L);

    private static int Bits(int count) => (int)Math.Ceiling(Math.Log2(count));

    /// <summary>Π over <paramref name="count"/> bits of i, most significant first, of r or 1 − r.</summary>
    internal static BigInteger Eq(IReadOnlyList<BigInteger> r, int from, int count, int i)
    {
        var product = BigInteger.One;
        for (var bit = 0; bit < count; bit++)
        {
            var x = r[from + bit];
            product = product * (((i >> (count - 1 - bit)) & 1) == 1 ? x : 1 - x) % L;
        }

        return product;
    }

    /// <summary>Λ_j(x) for nodes 0..n, by the definition.</summary>
    internal static BigInteger[] LagrangeAt(int n, BigInteger x) => [.. Enumerable.Range(0, n + 1).Select(j =>
    {
        var (top, bottom) = (BigInteger.One, BigInteger.One);
        for (var m = 0; m <= n; m++)
        {
            if (m != j)
            {
                top = top * (x - m) % L;
                bottom = bottom * (j - m) % L;
            }
        }

        return top * BigInteger.ModPow(((bottom % L) + L) % L, L - 2, L) % L;
    })];

    private static BigInteger Number(JsonElement statement, string name) =>
        BigInteger.Parse(statement.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private static List<(string Name, BigInteger Value)> Pairs(JsonElement statement, string name) =>
        [.. statement.GetProperty(name).EnumerateArray().Select(p =>
            (p[0].GetString()!, BigInteger.Parse(p[1].ToString(), CultureInfo.InvariantCulture)))];
}
