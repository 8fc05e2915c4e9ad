using Ledger.Api.Proofs.Protocol;
using Ledger.Api.Proofs.Statements;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Proofs;

/// <summary>
/// wf = open + pad, §8.6: every chunk has an opening that its owner knows, and the slots after the last row are zero, so
/// that "all rows" means the N rows of the header. Bound to origin and dataset root, made before the entry exists.
/// </summary>
/// <param name="Open">Proof of `open`, 744 bytes.</param>
/// <param name="Pad">Proof of `pad`, 744 bytes; null exactly when N is a multiple of 1024.</param>
public sealed record WellFormed(byte[] Open, byte[]? Pad)
{
    /// <summary>Proves well-formedness of a dataset.</summary>
    public static Outcome<WellFormed> Prove(
        string origin, ReadOnlyMemory<byte> datasetRoot, DatasetShape shape, IWitness witness,
        CancellationToken cancel = default)
    {
        var context = ProofContext.ForWellFormed(origin, datasetRoot, shape);
        if (!Prover.Prove(new OpenStatement(shape.Rows), context, [witness], cancel: cancel).TryGet(out var open, out var error))
        {
            return error;
        }

        if (!NeedsPad(shape))
        {
            return new WellFormed(open, null);
        }

        return Prover.Prove(new PadStatement(shape.Rows), context, [witness], cancel: cancel).TryGet(out var pad, out error)
            ? new WellFormed(open, pad)
            : error;
    }

    /// <summary>Checks both proofs; a missing or superfluous `pad` is a failure.</summary>
    public Verification Verify(
        string origin, ReadOnlyMemory<byte> datasetRoot, DatasetShape shape, CommitmentReader commitments)
    {
        var context = ProofContext.ForWellFormed(origin, datasetRoot, shape);
        var open = Verifier.Verify(new OpenStatement(shape.Rows), context, commitments, Open);
        if (!open.Valid)
        {
            return open with { Check = "wellFormed.open", Detail = $"{open.Check}: {open.Detail}" };
        }

        if (NeedsPad(shape) != Pad is not null)
        {
            return new(false, "wellFormed.pad", "A pad proof is wanted exactly when the last chunk is not full.");
        }

        if (Pad is null)
        {
            return Verification.Passed;
        }

        var pad = Verifier.Verify(new PadStatement(shape.Rows), context, commitments, Pad);
        return pad.Valid ? pad : pad with { Check = "wellFormed.pad", Detail = $"{pad.Check}: {pad.Detail}" };
    }

    private static bool NeedsPad(DatasetShape shape) => shape.Rows % 1024 != 0;
}
