using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Ledger.Api.Tables;
using Ledger.Api.Tree;

namespace Ledger.Api.Datasets;

/// <summary>Hashes the row leaves of one chunk at a time, eight rows side by side where the hardware can. One thread's.</summary>
internal sealed class LeafHasher
{
    private readonly Table _table;
    private readonly byte[] _key;
    private readonly HmacLanes _salts;
    private readonly Digest[] _hashes = new Digest[RowLeaves.ChunkRows];
    private byte[] _rows = [];

    /// <summary>A hasher over a table's rows under a key.</summary>
    public LeafHasher(Table table, ReadOnlySpan<byte> key)
    {
        (_table, _key, _salts) = (table, key.ToArray(), new HmacLanes(key));
    }

    /// <summary>Leaf hashes of a chunk's rows; overwritten by the next call.</summary>
    public Span<Digest> Chunk(int chunk)
    {
        var first = chunk * RowLeaves.ChunkRows;
        var count = Math.Min(RowLeaves.ChunkRows, _table.Rows - first);
        var done = 0;
        if (Sha256Lanes.IsSupported)
        {
            for (; done + Sha256Lanes.Lanes <= count; done += Sha256Lanes.Lanes)
            {
                Eight(first + done, _hashes.AsSpan(done, Sha256Lanes.Lanes));
            }
        }

        for (; done < count; done++)
        {
            _hashes[done] = RowLeaves.Hash(RowLeaves.Salt(_key, first + done), RowLeaves.Content(_table, first + done));
        }

        return _hashes.AsSpan(0, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Eight(int first, Span<Digest> hashes)
    {
        Salts(first, hashes);
        var stride = 0;
        for (var lane = 0; lane < Sha256Lanes.Lanes; lane++)
        {
            stride = Math.Max(stride, Sha256Lanes.PaddedBytes(1 + Digest.Bytes + RowLeaves.Width(_table, first + lane)));
        }

        if (_rows.Length < Sha256Lanes.Lanes * stride)
        {
            _rows = new byte[Sha256Lanes.Lanes * stride];
        }

        Span<int> blocks = stackalloc int[Sha256Lanes.Lanes];
        for (var lane = 0; lane < Sha256Lanes.Lanes; lane++)
        {
            var message = _rows.AsSpan(lane * stride, stride);
            message[0] = 0;
            hashes[lane].CopyTo(message[1..]);
            var length = 1 + Digest.Bytes + RowLeaves.Write(_table, first + lane, message[(1 + Digest.Bytes)..]);
            Sha256Lanes.Pad(message, length);
            blocks[lane] = Sha256Lanes.PaddedBytes(length) / Sha256Lanes.BlockBytes;
        }

        Sha256Lanes.Hash(_rows, stride, blocks, Sha256Lanes.Initial, hashes);
    }

    private void Salts(int first, Span<Digest> salts)
    {
        for (var lane = 0; lane < HmacLanes.Lanes; lane++)
        {
            RowLeaves.WriteSaltInput(_salts.Message(lane), first + lane);
        }

        _salts.Hash(RowLeaves.SaltInputBytes, salts);
    }

    /// <summary>Forgets the key.</summary>
    public void Clear()
    {
        CryptographicOperations.ZeroMemory(_key);
        _salts.Clear();
    }
}
