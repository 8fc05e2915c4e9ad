using Ledger.Api.Checkpoints;

namespace Ledger.Api.Ledgers;

/// <summary>A project's log.</summary>
internal sealed class LedgerInfo
{
    /// <summary>Key in the database.</summary>
    public int Id { get; init; }

    /// <summary>Project name.</summary>
    public string Project { get; init; } = "";

    /// <summary>Origin of the log, <c>host/project</c>.</summary>
    public string Origin { get; init; } = "";

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Ed25519 public key.</summary>
    public byte[] PublicKey { get; init; } = [];

    /// <summary>Ed25519 seed, sealed under the master key.</summary>
    public byte[] SealedSeed { get; init; } = [];

    /// <summary>When it was created.</summary>
    public DateTime CreatedAt { get; init; }

    /// <summary>Why nothing may be appended or signed; null when all is well.</summary>
    public string? ReadOnly { get; init; }

    /// <summary>The key that verifiers pin.</summary>
    public NoteKey Key => new(Origin, PublicKey);
}
