using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Group;
using Ledger.Api.Proofs.Statements;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>
/// `member`, §8.7: every row of a column is one of two values. 872 + 32·R bytes for R blocks: 1,096 at 10^6 rows, which is
/// over 1 KB because the statement is about every row.
/// </summary>
/// <remarks>
/// <para>
/// Challenges τ (tag `tau`, one per index bit) come first. With w_i = eq(τ,i)·[i &lt; N] as one table and w̃ its multilinear
/// extension, the grid sumcheck (degree 3, base 4, s = 3) reduces Σ_i w_i·(x_i − v₁)·(x_i − v₂) = 0 to
/// Last = w̃(r)·(x̃(r) − v₁)·(x̃(r) − v₂). If some row below N is neither value, the left side is a non-zero polynomial in τ:
/// error ≤ n/ℓ for n index bits. The contract's product eq·[i &lt; N]·… has degree 3 only with w as one table; extending both
/// factors separately would need base 5.
/// </para>
/// <para>
/// Gate as in moment: slots α, v, h0, h1, h2 with v = x̃(r), f(X) = α + (v − α)·X, h_i = (f(i) − v₁)·(f(i) − v₂); `Pw`;
/// c ← `gate`; u = f(c) is sent. Constraints: (0)…(R−1) of the grid, claim 0; (R) w̃(r)·h1 − Last = 0;
/// (R+1) v − ⟨eq(r_pos),X⟩ = 0; (R+2) (1−c)·α + c·v = u; (R+3) Σ λ_i(c)·h_i = (u − v₁)·(u − v₂).
/// </para>
/// <para>
/// Proven: every committed cell below N is v₁ or v₂ (as residues, so as integers). Not proven: which; how many (that is a
/// sum); slots after row N − 1 (that is pad). The verifier computes w̃(r) itself (<see cref="PrefixSums"/>).
/// </para>
/// </remarks>
internal static class MemberProtocol
{
    private const int ExtraSlots = 5;
    private const int Degree = 3;

    public static Outcome<byte[]> Prove(
        MemberStatement statement, ProofContext context, IReadOnlyList<IWitness> witnesses, CancellationToken cancel)
    {
        var shape = context.Subjects[0].Shape;
        var column = shape.IndexOf(statement.Column);
        var values = witnesses[0].Values(column);
        var (first, second) = ((long)statement.First, (long)statement.Second);
        if (values.Span.ContainsAnyExcept(first, second))
        {
            return new FalseStatement("a row holds neither value");
        }

        var grid = Layout(shape);
        var list = new UsedList(0, column, 0, shape.Chunks);
        var transcript = TranscriptStart.Begin(context, statement, [list], ListReading.Of(witnesses));
        var tau = DrawTau(transcript, shape);
        var w = Grid.Eq(tau)[..values.Length];
        var x = new Scalar[values.Length];
        for (var i = 0; i < x.Length; i++)
        {
            x[i] = Scalar.From(values.Span[i]);
        }

        cancel.ThrowIfCancellationRequested();
        var writer = new ProofWriter(transcript, statement.TypeNumber, (byte)grid.BlockSize);
        var auxiliary = new AuxiliaryWitness();
        var summand = new MemberSummand(Scalar.From(first), Scalar.From(second));
        var r = new List<Scalar>();
        var folded = GridProver<MemberSummand>.Run(grid, writer, auxiliary, [w, x], summand, tail: 1, firstBlock: 0, r);
        cancel.ThrowIfCancellationRequested();
        var v = folded[1][0];
        var alpha = Scalar.Random();
        var h = new[] { alpha, v, v + v - alpha }.Select(f => summand.Quadratic(f));
        auxiliary.Send(writer, "Pw", [alpha, v, .. h]);
        var c = transcript.Challenge("gate");
        var u = alpha + (c * (v - alpha));
        writer.Send("u", u);
        var zeta = transcript.Challenge("zeta");
        var eta = transcript.Challenge("eta");
        var form = Form(grid, shape, summand, tau, [.. r], c, u, zeta, eta);
        var (data, blinding) = WitnessSums.Open([Weighted(list, shape, [.. r])], witnesses);
        var (slots, joined) = auxiliary.Join(data, blinding, eta);
        LinearProof.Prove(writer, slots, joined, form.B);
        return writer.ToArray();
    }

    public static ProofProblem Verify(
        MemberStatement statement, ProofContext context, CommitmentReader commitments, ReadOnlySpan<byte> proof)
    {
        var shape = context.Subjects[0].Shape;
        var grid = Layout(shape);
        var list = new UsedList(0, shape.IndexOf(statement.Column), 0, shape.Chunks);
        var transcript = TranscriptStart.Begin(context, statement, [list], commitments);
        var tau = DrawTau(transcript, shape);
        var length = ProofHead.Length + (32 * (grid.Blocks.Length + 2)) + LinearProof.Size(2 * Generators.Width);
        var reader = new ProofReader(transcript, proof, statement.TypeNumber, (byte)grid.BlockSize, length);
        var sent = new List<Point>();
        var r = grid.Read(ref reader, sent);
        sent.Add(reader.ReadPoint("Pw"));
        var c = transcript.Challenge("gate");
        var u = reader.ReadScalar("u");
        var zeta = transcript.Challenge("zeta");
        var eta = transcript.Challenge("eta");
        if (reader.Problem != ProofProblem.None)
        {
            return reader.Problem;
        }

        var summand = new MemberSummand(Scalar.From(statement.First), Scalar.From(statement.Second));
        var form = Form(grid, shape, summand, tau, r, c, u, zeta, eta);
        var p = new PointSum();
        AuxiliaryWitness.Add(p, sent, eta);
        return CommitmentSums.TryAdd(p, [Weighted(list, shape, r)], commitments)
            ? LinearProof.Verify(ref reader, form.B, form.Y, p)
            : ProofProblem.Commitment;
    }

    private static int Variables(DatasetShape shape) => Grid.Variables(shape.Chunks) + int.Log2(Generators.Width);

    private static Grid Layout(DatasetShape shape) => Grid.Fit(Variables(shape), blockSize: 3, ExtraSlots, Degree);

    private static Scalar[] DrawTau(Transcript transcript, DatasetShape shape) =>
        [.. Enumerable.Range(0, Variables(shape)).Select(_ => transcript.Challenge("tau"))];

    private static WeightedList Weighted(UsedList list, DatasetShape shape, Scalar[] r) =>
        new(list, Scalar.One, Grid.Eq(r.AsSpan(0, Grid.Variables(shape.Chunks))).AsMemory(0, shape.Chunks));

    private static AuxiliaryForm Form(
        Grid grid, DatasetShape shape, MemberSummand summand, Scalar[] tau, Scalar[] r, in Scalar c, in Scalar u,
        in Scalar zeta, in Scalar eta)
    {
        var own = grid.Blocks.Length + 1;
        var (alpha, v, h) = (grid.Slots, grid.Slots + 1, grid.Slots + 2);
        var form = new AuxiliaryForm(zeta, eta, own);
        grid.Constrain(form, Scalar.Zero, r);
        form.Slot(h + 1, own, PrefixSums.Eq(tau, r, shape.Rows));
        grid.AddLast(form, r, -Scalar.One);
        form.Close(Scalar.Zero);
        GateForm.Evaluation(form, v, own, r);
        GateForm.Line(form, alpha, v, own, c, u);
        GateForm.Quadratic(form, h, own, c, summand.Quadratic(u));
        return form;
    }
}
