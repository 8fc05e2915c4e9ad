using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>
/// Reads a proof's messages in order, absorbing each. A message that is no canonical encoding sets <see cref="Problem"/>
/// and reads as zero; a verifier reads to the end and then asks.
/// </summary>
internal ref struct ProofReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;

    /// <summary>Checks head and length at once: nothing else has a proof of this type.</summary>
    /// <param name="transcript">Transcript after its start.</param>
    /// <param name="bytes">The whole proof.</param>
    /// <param name="type">Type number wanted.</param>
    /// <param name="blockSize">Block size wanted.</param>
    /// <param name="length">Length wanted, head included.</param>
    public ProofReader(Transcript transcript, ReadOnlySpan<byte> bytes, byte type, byte blockSize, int length)
    {
        Transcript = transcript;
        _bytes = bytes;
        _position = ProofHead.Length;
        if (bytes.Length != length)
        {
            Problem = ProofProblem.Length;
        }
        else if (!bytes[..ProofHead.Length].SequenceEqual(ProofHead.Make(type, blockSize)))
        {
            Problem = ProofProblem.Head;
        }
    }

    public Transcript Transcript { get; }

    /// <summary>The first thing wrong with the bytes.</summary>
    public ProofProblem Problem { get; private set; }

    public Point ReadPoint(string tag)
    {
        if (Problem != ProofProblem.None)
        {
            return Point.Identity;
        }

        var encoding = Next(1);
        Transcript.Absorb(tag, encoding);
        if (!Ristretto.TryDecode(encoding, out var point))
        {
            Problem = ProofProblem.Encoding;
        }

        return point;
    }

    public Scalar ReadScalar(string tag) => ReadScalars(tag, 1)[0];

    /// <summary>Reads scalars that were absorbed as one item.</summary>
    public Scalar[] ReadScalars(string tag, int count)
    {
        var scalars = new Scalar[count];
        if (Problem != ProofProblem.None)
        {
            return scalars;
        }

        var bytes = Next(count);
        Transcript.Absorb(tag, bytes);
        for (var i = 0; i < count; i++)
        {
            if (!Scalar.TryRead(bytes.Slice(Scalar.EncodedBytes * i, Scalar.EncodedBytes), out scalars[i]))
            {
                Problem = ProofProblem.Encoding;
            }
        }

        return scalars;
    }

    /// <summary>Reads bytes that were absorbed as one item; empty after a problem.</summary>
    public ReadOnlySpan<byte> ReadBytes(string tag, int count)
    {
        if (Problem != ProofProblem.None)
        {
            return default;
        }

        var bytes = Take(count);
        Transcript.Absorb(tag, bytes);
        return bytes;
    }

    private ReadOnlySpan<byte> Next(int items) => Take(32 * items);

    private ReadOnlySpan<byte> Take(int count)
    {
        var bytes = _bytes.Slice(_position, count);
        _position += count;
        return bytes;
    }
}

/// <summary>Ways in which a proof fails.</summary>
internal enum ProofProblem
{
    /// <summary>None: the proof verifies, as far as was read.</summary>
    None,

    /// <summary>Not the length of its type and shape: short, or bytes trail.</summary>
    Length,

    /// <summary>Wrong magic, type, chunk size or block size.</summary>
    Head,

    /// <summary>A group element or scalar that is not canonical.</summary>
    Encoding,

    /// <summary>A number outside its limits.</summary>
    Range,

    /// <summary>A commitment that is no group element.</summary>
    Commitment,

    /// <summary>The final equation does not hold.</summary>
    Equation,
}
