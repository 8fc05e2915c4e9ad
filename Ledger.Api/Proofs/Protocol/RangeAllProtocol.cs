using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Group;
using Ledger.Api.Proofs.Statements;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>
/// `rangeAll`, §8.7: lo ≤ x ≤ hi for every row of a column, exactly, by logarithmic derivatives (Haböck 2022). hi − lo &lt; 2^16.
/// Some 35 KB for a full limb at 10^6 rows: 32 bytes per chunk of rows and per 1024 table values, and 1.9–2.1 KB.
/// </summary>
/// <remarks>
/// <para>
/// With m_t the number of rows that hold lo + t, 0 ≤ t ≤ hi − lo: all rows are in the table exactly when Σ_{i&lt;N} 1/(θ − x_i) =
/// Σ_t m_t/(θ − lo − t) as rational functions of θ (N is below the field's characteristic). Messages: `M`, commitments of m over <b>G</b>, 1024 a
/// piece; challenge `theta`; `I`, commitments of h_i = 1/(θ − x_i) over <b>G</b>, a chunk a piece, 0 from row N on; challenges
/// `tau` (one per index bit) and `lambda`.
/// </para>
/// <para>
/// Grid 1 (degree 3, s = 3, all index bits) sums w_i·h_i·(θ − x_i) + λ·[i &lt; N]·h_i, w_i = eq(τ,i)·[i &lt; N], to
/// Σ_{i&lt;N} eq(τ,i) + λ·σ, so each h_i is the inverse and the inverses add up to σ. Grid 2 (degree 2, s = 4, the bits that number M's
/// pieces; none for one piece) sums m_t/(θ − lo − t) to σ. Slots σ, α, β, v_x, v_h, π0, π1, π2 follow in `Pw`: v_x = x̃(r), v_h = h̃(r),
/// f = α + (v_x − α)X, g = β + (v_h − β)X, π_i = f(i)·g(i); challenge `gate` c; uf = f(c), ug = g(c); challenge `mu`, which joins x and h.
/// </para>
/// <para>
/// First Π_lin, data Σ_j eq_j(r_chunk)·(C_j + mu·I_j): grid 1 with claim Σ_{i&lt;N} eq(τ,i), −λ·σ on its left; w̃(r)·(θ·v_h − π1) + λ·1̃_N(r)·v_h
/// − Last = 0; v_x + mu·v_h − ⟨eq(r_pos),X⟩ = 0; (1−c)·α + c·v_x = uf; (1−c)·β + c·v_h = ug; Σ λ_i(c)·π_i = uf·ug. Second Π_lin,
/// data Σ_J eq_J(r')·M_J with the same auxiliary commitments: grid 2 with claim σ; Last − ⟨W_r,M⟩ = 0.
/// Each has its own `zeta`, `eta`.
/// </para>
/// <para>
/// σ is committed late, but both grids' first blocks, committed before their challenges, already fix it. Error
/// ≤ (2N + 2^16 + 200)/ℓ. Proven: every row is in lo..hi. Not proven: slots from row N on (that is pad).
/// Wider ranges, in several limbs, are refused as statements.
/// </para>
/// </remarks>
internal static class RangeAllProtocol
{
    private const int OwnSlots = 8;

    public static Outcome<byte[]> Prove(
        RangeAllStatement statement, ProofContext context, IReadOnlyList<IWitness> witnesses, CancellationToken cancel)
    {
        var shape = context.Subjects[0].Shape;
        var column = shape.IndexOf(statement.Column);
        var values = witnesses[0].Values(column);
        var (lo, hi) = ((long)statement.Lo, (long)statement.Hi);
        if (values.Span.ContainsAnyExceptInRange(lo, hi))
        {
            return new FalseStatement("a row is outside lo..hi");
        }

        var layout = new RangeLayout(statement, shape);
        var list = new UsedList(0, column, 0, shape.Chunks);
        var transcript = TranscriptStart.Begin(context, statement, [list], ListReading.Of(witnesses));
        var writer = new ProofWriter(transcript, statement.TypeNumber, blockSize: 0);
        var m = new Scalar[layout.TableSize];
        foreach (var value in values.Span)
        {
            m[value - lo] += Scalar.One;
        }

        var table = OpenedVector.Send(writer, "M", m);
        var theta = transcript.Challenge("theta");
        var x = new Scalar[values.Length];
        for (var i = 0; i < x.Length; i++)
        {
            x[i] = Scalar.From(values.Span[i]);
        }

        cancel.ThrowIfCancellationRequested();
        var h = Inverses([.. x.Select(value => theta - value)]);
        var inverses = OpenedVector.Send(writer, "I", h);
        cancel.ThrowIfCancellationRequested();
        var tau = layout.DrawTau(transcript);
        var lambda = transcript.Challenge("lambda");
        var w = Grid.Eq(tau)[..x.Length];
        var u = new Scalar[x.Length];
        Array.Fill(u, lambda);
        var auxiliary = new AuxiliaryWitness();
        var (r, s) = (new List<Scalar>(), new List<Scalar>());
        var rows = GridProver<InverseSummand>.Run(
            layout.Rows, writer, auxiliary, [w, x, u, h], new(theta), tail: 1, firstBlock: 0, r);
        var weights = layout.TableWeights(theta);
        var sigma = LinearProof.InnerProduct(weights, m);
        var folded = GridProver<ProductSummand>.Run(
            layout.Table, writer, auxiliary, [weights, m], default, Generators.Width, firstBlock: 0, s);
        var (alpha, beta, vx, vh) = (Scalar.Random(), Scalar.Random(), rows[1][0], rows[3][0]);
        auxiliary.Send(writer, "Pw",
            [sigma, alpha, beta, vx, vh, alpha * beta, vx * vh, (vx + vx - alpha) * (vh + vh - beta)]);
        var c = transcript.Challenge("gate");
        var uf = alpha + (c * (vx - alpha));
        var ug = beta + (c * (vh - beta));
        writer.Send("uf", uf);
        writer.Send("ug", ug);
        var mu = transcript.Challenge("mu");
        Scalar[] challenges = [.. r];
        var first = layout.RowsForm(transcript, theta, lambda, tau, challenges, c, uf, ug, mu, out var eta);
        var eq = layout.ChunkWeights(challenges);
        var (data, blinding) = WitnessSums.Open([new(list, Scalar.One, eq)], witnesses);
        var (slots, joined) = auxiliary.Join(
            [.. data.Zip(inverses.Slots(eq.Span), (a, b) => a + (mu * b))], blinding + (mu * inverses.Blinding(eq.Span)), eta);
        LinearProof.Prove(writer, slots, joined, first.B);
        var second = layout.TableForm(transcript, OpenedVector.Full(folded[0]), [.. s], out eta);
        var eqTable = layout.TableChunkWeights([.. s]);
        (slots, joined) = auxiliary.Join(table.Slots(eqTable.Span), table.Blinding(eqTable.Span), eta);
        LinearProof.Prove(writer, slots, joined, second.B);
        return writer.ToArray();
    }

    public static ProofProblem Verify(
        RangeAllStatement statement, ProofContext context, CommitmentReader commitments, ReadOnlySpan<byte> proof)
    {
        var shape = context.Subjects[0].Shape;
        var layout = new RangeLayout(statement, shape);
        var list = new UsedList(0, shape.IndexOf(statement.Column), 0, shape.Chunks);
        var transcript = TranscriptStart.Begin(context, statement, [list], commitments);
        var reader = new ProofReader(transcript, proof, statement.TypeNumber, blockSize: 0, layout.ProofLength);
        var table = OpenedVector.Read(ref reader, "M", layout.TableChunks);
        var theta = transcript.Challenge("theta");
        var inverses = OpenedVector.Read(ref reader, "I", shape.Chunks);
        var tau = layout.DrawTau(transcript);
        var lambda = transcript.Challenge("lambda");
        var sent = new List<Point>();
        var r = layout.Rows.Read(ref reader, sent);
        var s = layout.Table.Read(ref reader, sent);
        sent.Add(reader.ReadPoint("Pw"));
        var c = transcript.Challenge("gate");
        var uf = reader.ReadScalar("uf");
        var ug = reader.ReadScalar("ug");
        var mu = transcript.Challenge("mu");
        if (reader.Problem != ProofProblem.None)
        {
            return reader.Problem;
        }

        var first = layout.RowsForm(transcript, theta, lambda, tau, r, c, uf, ug, mu, out var eta);
        var p = new PointSum();
        AuxiliaryWitness.Add(p, sent, eta);
        var eq = layout.ChunkWeights(r);
        OpenedVector.Add(p, inverses, eq.Span, mu);
        if (!CommitmentSums.TryAdd(p, [new(list, Scalar.One, eq)], commitments))
        {
            return ProofProblem.Commitment;
        }

        var problem = LinearProof.Verify(ref reader, first.B, first.Y, p);
        if (problem != ProofProblem.None)
        {
            return problem;
        }

        var folded = GridProver<ProductSummand>.Fold(layout.TableWeights(theta), s, Generators.Width);
        var second = layout.TableForm(transcript, folded, s, out eta);
        p = new PointSum();
        AuxiliaryWitness.Add(p, sent, eta);
        OpenedVector.Add(p, table, layout.TableChunkWeights(s).Span, Scalar.One);
        return LinearProof.Verify(ref reader, second.B, second.Y, p);
    }

    /// <summary>Inverses of many scalars with one inversion (Montgomery's trick).</summary>
    internal static Scalar[] Inverses(Scalar[] values)
    {
        var prefix = new Scalar[values.Length];
        var product = Scalar.One;
        for (var i = 0; i < values.Length; i++)
        {
            prefix[i] = product;
            product *= values[i];
        }

        var inverse = product.Invert();
        for (var i = values.Length - 1; i >= 0; i--)
        {
            prefix[i] *= inverse;
            inverse *= values[i];
        }

        return prefix;
    }

    /// <summary>Sizes, grids and forms that prover and verifier share.</summary>
    internal sealed class RangeLayout
    {
        private readonly RangeAllStatement _statement;
        private readonly DatasetShape _shape;

        public RangeLayout(RangeAllStatement statement, DatasetShape shape)
        {
            _statement = statement;
            _shape = shape;
            Rows = Grid.Fit(Variables, blockSize: 3, OwnSlots + 90, degree: 3);
            Table = Grid.Fit(Grid.Variables(TableChunks), blockSize: 4, OwnSlots).After(Rows.Blocks.Length, Rows.Slots);
        }

        public Grid Rows { get; }

        public Grid Table { get; }

        public int TableSize => (int)(_statement.Hi - _statement.Lo) + 1;

        public int TableChunks => (TableSize + Generators.Width - 1) / Generators.Width;

        /// <summary>Head, `M`, `I`, blocks, `Pw`, uf, ug, and two runs of Π_lin.</summary>
        public int ProofLength => ProofHead.Length + (2 * LinearProof.Size(2 * Generators.Width))
            + (32 * (TableChunks + _shape.Chunks + Rows.Blocks.Length + Table.Blocks.Length + 3));

        private int Variables => Grid.Variables(_shape.Chunks) + int.Log2(Generators.Width);

        private int Own => Rows.Blocks.Length + Table.Blocks.Length + 1;

        private int Sigma => Rows.Slots + Table.Slots;

        public Scalar[] DrawTau(Transcript transcript) =>
            [.. Enumerable.Range(0, Variables).Select(_ => transcript.Challenge("tau"))];

        public ReadOnlyMemory<Scalar> ChunkWeights(Scalar[] r) =>
            Grid.Eq(r.AsSpan(0, Grid.Variables(_shape.Chunks))).AsMemory(0, _shape.Chunks);

        public ReadOnlyMemory<Scalar> TableChunkWeights(Scalar[] s) => Grid.Eq(s).AsMemory(0, TableChunks);

        /// <summary>1/(θ − lo − t) for every t of the table.</summary>
        public Scalar[] TableWeights(Scalar theta) =>
            Inverses([.. Enumerable.Range(0, TableSize).Select(t => theta - Scalar.From(_statement.Lo + t))]);

        public AuxiliaryForm RowsForm(
            Transcript transcript, in Scalar theta, in Scalar lambda, Scalar[] tau, Scalar[] r, in Scalar c, in Scalar uf,
            in Scalar ug, in Scalar mu, out Scalar eta)
        {
            var zeta = transcript.Challenge("zeta");
            eta = transcript.Challenge("eta");
            var form = new AuxiliaryForm(zeta, eta, Own);
            var (alpha, beta, vx, vh, pi) = (Sigma + 1, Sigma + 2, Sigma + 3, Sigma + 4, Sigma + 5);
            form.Slot(Sigma, Own, -lambda);
            Rows.Constrain(form, PrefixSums.Eq(tau, _shape.Rows), r);
            var w = PrefixSums.Eq(tau, r, _shape.Rows);
            form.Slot(vh, Own, (w * theta) + (lambda * PrefixSums.Eq(r, _shape.Rows)));
            form.Slot(pi + 1, Own, -w);
            Rows.AddLast(form, r, -Scalar.One);
            form.Close(Scalar.Zero);
            form.Slot(vh, Own, mu);
            GateForm.Evaluation(form, vx, Own, r);
            GateForm.Line(form, alpha, vx, Own, c, uf);
            GateForm.Line(form, beta, vh, Own, c, ug);
            GateForm.Quadratic(form, pi, Own, c, uf * ug);
            return form;
        }

        public AuxiliaryForm TableForm(Transcript transcript, Scalar[] folded, Scalar[] s, out Scalar eta)
        {
            var zeta = transcript.Challenge("zeta");
            eta = transcript.Challenge("eta");
            var form = new AuxiliaryForm(zeta, eta, Own);
            form.Slot(Sigma, Own, -Scalar.One);
            var sign = Scalar.One;
            if (Table.Blocks.Length > 0)
            {
                Table.Constrain(form, Scalar.Zero, s);
                Table.AddLast(form, s, Scalar.One);
                sign = -Scalar.One;
            }

            for (var p = 0; p < folded.Length; p++)
            {
                form.Data(p, sign * folded[p]);
            }

            form.Close(Scalar.Zero);
            return form;
        }
    }
}
