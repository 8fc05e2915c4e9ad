using System.Buffers;
using System.Runtime.InteropServices;

namespace Ledger.Api.Tables;

/// <summary>Bytes of 64-bit integers seen as such, without a copy. The array is the collector's: nothing to pin or free.</summary>
internal sealed class WideMemory(byte[] bytes) : MemoryManager<long>
{
    /// <inheritdoc/>
    public override Span<long> GetSpan() => MemoryMarshal.Cast<byte, long>(bytes.AsSpan());

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException("Nothing here hands memory to native code.");

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
