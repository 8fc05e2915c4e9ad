using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Group;
using Ledger.Api.Proofs.Statements;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>
/// `moment`, §8.7: value = Σ_i x_i² of a virtual column. 872 + 32·R bytes for R blocks: 1,000 up to 2^20 rows.
/// </summary>
/// <remarks>
/// <para>
/// A grid sumcheck over all index bits (chunk bits, then ten position bits, s = 5) reduces the claim to Last = x̃(r)²,
/// x̃ the multilinear extension of the column and r all challenges. Slots α, v, h0, h1, h2 follow: v = x̃(r),
/// f(X) = α + (v − α)·X, h_i = f(i)²; `Pw` commits to them, c is the challenge `gate`, u = f(c) is sent.
/// </para>
/// <para>
/// Constraints: (0)…(R−1) of the grid; (R) h1 − Last = 0; (R+1) v − ⟨eq(r_pos),X⟩ = 0; (R+2) (1−c)·α + c·v = u;
/// (R+3) Σ λ_i(c)·h_i = u². P = Σ_j eq_j(r_chunk)·C_j + Σ_k eta^(k+1)·P_k + eta^(R+1)·Pw, X = Σ_j eq_j·x_j.
/// </para>
/// <para>
/// Proven: the sum of squares modulo ℓ. It is one of integers if the rows are known to be small (§8.3). Not proven:
/// anything about single rows.
/// </para>
/// </remarks>
internal static class MomentProtocol
{
    private const int ExtraSlots = 5;

    public static Outcome<byte[]> Prove(
        MomentStatement statement, ProofContext context, IReadOnlyList<IWitness> witnesses, CancellationToken cancel)
    {
        var shape = context.Subjects[0].Shape;
        var grid = Layout(shape);
        var lists = VirtualColumn.Lists(statement.Terms, shape);
        var transcript = TranscriptStart.Begin(context, statement, lists, ListReading.Of(witnesses));
        var writer = new ProofWriter(transcript, statement.TypeNumber, (byte)grid.BlockSize);
        var column = MomentColumn.Of(statement.Terms, shape, witnesses[0]);
        var first = column.FirstBlock(grid);
        if (ClaimOf(first, grid.Blocks[0]) != Scalar.From(statement.Value))
        {
            return new FalseStatement("the squares do not sum to the value");
        }

        cancel.ThrowIfCancellationRequested();
        var auxiliary = new AuxiliaryWitness();
        auxiliary.Send(writer, "P", first);
        List<Scalar> r = [.. grid.Draw(transcript, 0)];
        var table = column.Fold(grid, [.. r]);
        var folded = GridProver<SquareSummand>.Run(
            grid, writer, auxiliary, [table], default, tail: 1, firstBlock: 1, r);
        cancel.ThrowIfCancellationRequested();
        var v = folded[0][0];
        var alpha = Scalar.Random();
        auxiliary.Send(writer, "Pw", [alpha, v, alpha.Square(), v.Square(), (v + v - alpha).Square()]);
        var c = transcript.Challenge("gate");
        var u = alpha + (c * (v - alpha));
        writer.Send("u", u);
        var zeta = transcript.Challenge("zeta");
        var eta = transcript.Challenge("eta");
        var challenges = r.ToArray();
        var form = Form(grid, Scalar.From(statement.Value), challenges, c, u, zeta, eta);
        var (data, blinding) = WitnessSums.Open(Weighted(statement, shape, lists, challenges), witnesses);
        var (slots, joined) = auxiliary.Join(data, blinding, eta);
        LinearProof.Prove(writer, slots, joined, form.B);
        return writer.ToArray();
    }

    public static ProofProblem Verify(
        MomentStatement statement, ProofContext context, CommitmentReader commitments, ReadOnlySpan<byte> proof)
    {
        var shape = context.Subjects[0].Shape;
        var grid = Layout(shape);
        var lists = VirtualColumn.Lists(statement.Terms, shape);
        var transcript = TranscriptStart.Begin(context, statement, lists, commitments);
        var length = ProofHead.Length + (32 * (grid.Blocks.Length + 2)) + LinearProof.Size(2 * Generators.Width);
        var reader = new ProofReader(transcript, proof, statement.TypeNumber, (byte)grid.BlockSize, length);
        var commitmentsSent = new List<Point>();
        var challenges = grid.Read(ref reader, commitmentsSent);
        commitmentsSent.Add(reader.ReadPoint("Pw"));
        var c = transcript.Challenge("gate");
        var u = reader.ReadScalar("u");
        var zeta = transcript.Challenge("zeta");
        var eta = transcript.Challenge("eta");
        if (reader.Problem != ProofProblem.None)
        {
            return reader.Problem;
        }

        var form = Form(grid, Scalar.From(statement.Value), challenges, c, u, zeta, eta);
        var p = new PointSum();
        AuxiliaryWitness.Add(p, commitmentsSent, eta);
        return CommitmentSums.TryAdd(p, Weighted(statement, shape, lists, challenges), commitments)
            ? LinearProof.Verify(ref reader, form.B, form.Y, p)
            : ProofProblem.Commitment;
    }

    /// <summary>All index bits in blocks of five, four above 2^23 rows.</summary>
    private static Grid Layout(DatasetShape shape) =>
        Grid.Fit(Grid.Variables(shape.Chunks) + int.Log2(Generators.Width), blockSize: 5, ExtraSlots);

    private static WeightedList[] Weighted(
        MomentStatement statement, DatasetShape shape, UsedList[] lists, Scalar[] r) =>
        VirtualColumn.Weighted(
            lists, statement.Terms, Grid.Eq(r.AsSpan(0, Grid.Variables(shape.Chunks))).AsMemory(0, shape.Chunks));

    /// <summary>Σ_{e∈{0,1}^t} E_0[e].</summary>
    private static Scalar ClaimOf(Scalar[] first, int t)
    {
        var form = new AuxiliaryForm(Scalar.One, Scalar.One, auxiliaries: 1);
        Grid.Fit(t, t, 0).Constrain(form, Scalar.Zero, []);
        return LinearProof.InnerProduct(form.B.AsSpan(Generators.Width, first.Length), first);
    }

    private static AuxiliaryForm Form(
        Grid grid, in Scalar claim, Scalar[] r, in Scalar c, in Scalar u, in Scalar zeta, in Scalar eta)
    {
        var own = grid.Blocks.Length + 1;
        var (alpha, v, h) = (grid.Slots, grid.Slots + 1, grid.Slots + 2);
        var form = new AuxiliaryForm(zeta, eta, own);
        grid.Constrain(form, claim, r);
        form.Slot(h + 1, own, Scalar.One);
        grid.AddLast(form, r, -Scalar.One);
        form.Close(Scalar.Zero);
        GateForm.Evaluation(form, v, own, r);
        GateForm.Line(form, alpha, v, own, c, u);
        GateForm.Quadratic(form, h, own, c, u.Square());
        return form;
    }
}
