using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>Collects a proof's messages in order (§8.5), absorbing each as it is sent.</summary>
internal sealed class ProofWriter
{
    private readonly List<byte> _bytes;

    /// <summary>Starts with the head `ZDL1`‖type‖0A‖s‖00.</summary>
    public ProofWriter(Transcript transcript, byte type, byte blockSize)
    {
        Transcript = transcript;
        _bytes = [.. ProofHead.Make(type, blockSize)];
    }

    public Transcript Transcript { get; }

    /// <summary>Sends a group element, 32 bytes.</summary>
    public void Send(string tag, in Point point)
    {
        var encoding = Ristretto.Encode(point);
        Transcript.Absorb(tag, encoding);
        _bytes.AddRange(encoding);
    }

    /// <summary>Sends scalars, 32 bytes each, absorbed as one item.</summary>
    public void Send(string tag, params ReadOnlySpan<Scalar> scalars)
    {
        var bytes = new byte[Scalar.EncodedBytes * scalars.Length];
        for (var i = 0; i < scalars.Length; i++)
        {
            scalars[i].WriteTo(bytes.AsSpan(Scalar.EncodedBytes * i));
        }

        Transcript.Absorb(tag, bytes);
        _bytes.AddRange(bytes);
    }

    /// <summary>Sends bytes as one item.</summary>
    public void SendBytes(string tag, byte[] bytes)
    {
        Transcript.Absorb(tag, bytes);
        _bytes.AddRange(bytes);
    }

    public byte[] ToArray() => [.. _bytes];
}
