using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>A run of commitments that a statement uses.</summary>
/// <param name="Subject">Ordinal of the subject.</param>
/// <param name="Column">Column index in its header.</param>
/// <param name="FirstChunk">First chunk of the run.</param>
/// <param name="Count">Chunks in the run.</param>
internal readonly record struct UsedList(int Subject, int Column, int FirstChunk, int Count);

/// <summary>A list and its part in P = Σ weight_j·C_j, with weight_j = Factor·PerChunk_j.</summary>
/// <param name="List">The run.</param>
/// <param name="Factor">Weight of the whole run.</param>
/// <param name="PerChunk">One weight per chunk of the run, or empty for 1 each.</param>
internal readonly record struct WeightedList(UsedList List, Scalar Factor, ReadOnlyMemory<Scalar> PerChunk = default);

/// <summary>A claim ⟨b,v⟩ = y about v = Σ weight_j·x_j, over <b>G</b> alone.</summary>
/// <param name="Lists">The weighted lists.</param>
/// <param name="B">The form, 1024 scalars.</param>
/// <param name="Y">Its value.</param>
internal sealed record LinearClaim(IReadOnlyList<WeightedList> Lists, Scalar[] B, Scalar Y);
