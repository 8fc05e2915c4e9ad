namespace Ledger.Api.Tree;

/// <summary>A perfect subtree: the 2^Level leaves from Index·2^Level on. Level 0 is a leaf hash.</summary>
/// <param name="Level">Height above the leaves, 0–62.</param>
/// <param name="Index">Position among the nodes of that level, from the left.</param>
public readonly record struct NodeAddress(int Level, long Index);
