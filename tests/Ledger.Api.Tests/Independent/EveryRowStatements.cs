using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using static Ledger.Api.Tests.Independent.NaiveGroup;

namespace Ledger.Api.Tests.Independent;

/// <summary>The statements about every row, from the text of the contract's §8.7 and the README's account of what it leaves open.</summary>
internal sealed partial class IndependentVerifier
{
    private static readonly BigInteger[] None = new BigInteger[1024];

    private void Member(JsonElement statement, NaiveSubject subject, Element[] points)
    {
        var values = statement.GetProperty("values").EnumerateArray().Select(v => BigInteger.Parse(v.GetString()!, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        var chunkBits = Bits(subject.Chunks);
        var tau = Challenges("tau", chunkBits + 10);
        var grid = new NaiveGrid(chunkBits + 10, 3, _transcript, degree: 3);
        var pw = _transcript.Point("Pw");
        var c = _transcript.Challenge("gate");
        var u = _transcript.Scalars("u", 1)[0];
        var (zeta, eta) = (_transcript.Challenge("zeta"), _transcript.Challenge("eta"));
        var (r, blocks, at) = (grid.R, grid.Blocks.Count, grid.Slots);
        AddChunks(points, r, chunkBits, 1);
        AddAuxiliary(eta, [.. grid.Blocks, pw]);
        int Owner(int slot) => slot >= at ? blocks + 1 : grid.BlockOf(slot) + 1;
        GridConstraints(grid, zeta, eta, 0);
        var last = grid.Last(blocks - 1).Select(w => -w).ToArray();
        last[at + 3] += Enumerable.Range(0, (int)subject.Rows).Aggregate(
            BigInteger.Zero, (sum, i) => sum + (Eq(tau, 0, tau.Length, i) * Eq(r, 0, tau.Length, i)));
        Constraint(zeta, eta, blocks, None, last, Owner, 0);
        Evaluated(zeta, eta, blocks + 1, r, chunkBits, Slots((at + 1, 1)), Owner);
        Constraint(zeta, eta, blocks + 2, None, Slots((at, 1 - c), (at + 1, c)), Owner, u);
        Constraint(zeta, eta, blocks + 3, None, Quadratic(at + 2, c), Owner, (u - values[0]) * (u - values[1]));
    }

    private void Magnitude(JsonElement statement, NaiveSubject subject, Element[] points)
    {
        const int Masks = 128;
        var rows = (int)subject.Rows;
        var chunkBits = Bits(subject.Chunks);
        var masks = _transcript.Point("Y");
        var seed = _transcript.Challenge("R");
        var z = _transcript.Bytes("z", 24 * Masks).Chunk(24).Select(number => new BigInteger(number)).ToArray();
        var limit = BigInteger.Pow(2, statement.GetProperty("width").GetInt32() + Bits(rows) + 49);
        if (z.Any(number => BigInteger.Abs(number) > limit))
        {
            throw new FormatException("a projection is too large");
        }

        var theta = _transcript.Challenge("theta");
        var grid = new NaiveGrid(chunkBits, 4, _transcript, firstSlot: Masks);
        var (zeta, eta) = (_transcript.Challenge("zeta"), _transcript.Challenge("eta"));
        AddChunks(points, grid.R, chunkBits, 1);
        AddAuxiliary(eta, [masks, .. grid.Blocks]);
        var powers = Enumerable.Range(0, Masks).Select(k => Power(theta, k)).ToArray();
        var claim = powers.Zip(z, (power, number) => power * number).Aggregate(BigInteger.Add);
        var message = new byte[32];
        seed.TryWriteBytes(message, out _, isUnsigned: true);
        var stream = Shake256.HashData(message, 32 * rows);
        var weighted = new BigInteger[1024];
        for (var i = 0; i < rows; i++)
        {
            var column = stream.AsSpan(32 * i, 32);
            var weight = BigInteger.Zero;
            for (var k = 0; k < Masks; k++)
            {
                weight += powers[k] * (((column[k / 8] >> (k % 8)) & 1) - ((column[16 + (k / 8)] >> (k % 8)) & 1));
            }

            weighted[i % 1024] += weight * Eq(grid.R, 0, chunkBits, i / 1024) % L;
        }

        var y = Slots([.. powers.Select((power, k) => (k, power))]);
        if (grid.Blocks.Count == 0)
        {
            Constraint(zeta, eta, 0, weighted, y, _ => 1, claim);
            return;
        }

        int Owner(int slot) => slot < Masks ? 1 : grid.BlockOf(slot) + 2;
        GridConstraints(grid, zeta, eta, claim, y, Owner);
        Constraint(zeta, eta, grid.Blocks.Count, [.. weighted.Select(x => -x)], grid.Last(grid.Blocks.Count - 1), Owner, 0);
    }

    private bool RangeAll(JsonElement statement, NaiveSubject subject, Element[] points)
    {
        var (lo, hi) = (Number(statement, "lo"), Number(statement, "hi"));
        var size = (int)(hi - lo) + 1;
        var (pieces, chunkBits) = ((size + 1023) / 1024, Bits(subject.Chunks));
        var m = Enumerable.Range(0, pieces).Select(_ => _transcript.Point("M")).ToArray();
        var theta = _transcript.Challenge("theta");
        var inverses = Enumerable.Range(0, subject.Chunks).Select(_ => _transcript.Point("I")).ToArray();
        var tau = Challenges("tau", chunkBits + 10);
        var lambda = _transcript.Challenge("lambda");
        var rows = new NaiveGrid(chunkBits + 10, 3, _transcript, degree: 3);
        var table = new NaiveGrid(Bits(pieces), 4, _transcript, firstSlot: rows.Slots);
        var pw = _transcript.Point("Pw");
        var c = _transcript.Challenge("gate");
        var (uf, ug) = (_transcript.Scalars("uf", 1)[0], _transcript.Scalars("ug", 1)[0]);
        var mu = _transcript.Challenge("mu");
        Element[] sent = [.. rows.Blocks, .. table.Blocks, pw];
        var (first, sigma, r) = (rows.Blocks.Count, table.Slots, rows.R);
        int Owner(int slot) => slot >= sigma ? sent.Length : slot >= rows.Slots ? first + table.BlockOf(slot) + 1 : rows.BlockOf(slot) + 1;

        var (zeta, eta) = (_transcript.Challenge("zeta"), _transcript.Challenge("eta"));
        AddChunks(points, r, chunkBits, 1);
        AddChunks(inverses, r, chunkBits, mu);
        AddAuxiliary(eta, sent);
        var below = Enumerable.Range(0, (int)subject.Rows).ToArray();
        GridConstraints(
            rows, zeta, eta, below.Aggregate(BigInteger.Zero, (sum, i) => sum + Eq(tau, 0, tau.Length, i)), Slots((sigma, -lambda)), Owner);
        var w = below.Aggregate(BigInteger.Zero, (sum, i) => sum + (Eq(tau, 0, tau.Length, i) * Eq(r, 0, tau.Length, i))) % L;
        var one = below.Aggregate(BigInteger.Zero, (sum, i) => sum + Eq(r, 0, tau.Length, i));
        var last = rows.Last(first - 1).Select(x => -x).ToArray();
        last[sigma + 4] += (w * theta) + (lambda * one);
        last[sigma + 6] -= w;
        Constraint(zeta, eta, first, None, last, Owner, 0);
        Evaluated(zeta, eta, first + 1, r, chunkBits, Slots((sigma + 3, 1), (sigma + 4, mu)), Owner);
        Constraint(zeta, eta, first + 2, None, Slots((sigma + 1, 1 - c), (sigma + 3, c)), Owner, uf);
        Constraint(zeta, eta, first + 3, None, Slots((sigma + 2, 1 - c), (sigma + 4, c)), Owner, ug);
        Constraint(zeta, eta, first + 4, None, Quadratic(sigma + 5, c), Owner, uf * ug);
        if (!PiLinOverBoth())
        {
            return false;
        }

        _p.Clear();
        Array.Clear(_data);
        Array.Clear(_slots);
        _y = 0;
        (zeta, eta) = (_transcript.Challenge("zeta"), _transcript.Challenge("eta"));
        AddChunks(m, table.R, Bits(pieces), 1);
        AddAuxiliary(eta, sent);
        var weights = new BigInteger[1024];
        for (var t = 0; t < size; t++)
        {
            var x = (((theta - lo - t) % L) + L) % L;
            weights[t % 1024] += Eq(table.R, 0, Bits(pieces), t / 1024) * BigInteger.ModPow(x, L - 2, L) % L;
        }

        if (table.Blocks.Count == 0)
        {
            Constraint(zeta, eta, 0, weights, Slots((sigma, -1)), Owner, 0);
            return true;
        }

        GridConstraints(table, zeta, eta, 0, Slots((sigma, -1)), Owner);
        Constraint(zeta, eta, table.Blocks.Count, [.. weights.Select(x => -x)], table.Last(table.Blocks.Count - 1), Owner, 0);
        return true;
    }

    private BigInteger[] Challenges(string tag, int count) => [.. Enumerable.Range(0, count).Select(_ => _transcript.Challenge(tag))];

    private void AddChunks(Element[] points, IReadOnlyList<BigInteger> r, int chunkBits, BigInteger factor) =>
        _p.AddRange(points.Select((point, j) => (factor * Eq(r, 0, chunkBits, j) % L, point)));

    private void AddAuxiliary(BigInteger eta, Element[] sent) => _p.AddRange(sent.Select((point, a) => (Power(eta, a + 1), point)));

    /// <summary>slots − ⟨eq(r_pos),X⟩ = 0.</summary>
    private void Evaluated(BigInteger zeta, BigInteger eta, int k, IReadOnlyList<BigInteger> r, int chunkBits, BigInteger[] slots, Func<int, int> owner) =>
        Constraint(zeta, eta, k, [.. Enumerable.Range(0, 1024).Select(p => -Eq(r, chunkBits, 10, p))], slots, owner, 0);

    private static BigInteger[] Quadratic(int at, BigInteger c)
    {
        var slots = new BigInteger[1024];
        LagrangeAt(2, c).CopyTo(slots, at);
        return slots;
    }

    private static BigInteger[] Slots(params ReadOnlySpan<(int Slot, BigInteger Weight)> weights)
    {
        var slots = new BigInteger[1024];
        foreach (var (slot, weight) in weights)
        {
            slots[slot] = weight;
        }

        return slots;
    }
}
