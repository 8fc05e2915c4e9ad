using System.Runtime.CompilerServices;
using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Group;
using Ledger.Api.Proofs.Statements;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>
/// `derive`, §8.7: every cell of the shared columns in every output row equals its source cell under a public map.
/// 808 + 32·R bytes for R blocks: 904 at 10^6 rows.
/// </summary>
/// <remarks>
/// <para>
/// Challenges rho joins the columns, omega the rows: with x = Σ_c rho^c·x_c over the chunks of all subjects (sources
/// first) and the public weights W (<see cref="DeriveWeights"/>), Σ W·x = Σ_g omega^g·(output cell − source cell), a
/// polynomial in omega and rho that vanishes identically exactly when all cells agree: error ≤ (rows + columns)/ℓ. The claim
/// Σ W·x = 0 goes through a grid sumcheck over the chunk bits only (s = 4); the positions stay in the vectors.
/// </para>
/// <para>
/// Constraints: (0)…(R−1) of the grid with claim 0; (R) Last − ⟨W_r,X⟩ = 0, W_r = Σ_J eq_J(r)·W_J, X = Σ_J eq_J·x_J.
/// P = Σ_J eq_J·(chunk commitment Σ_c rho^c·C_c) + Σ_k eta^(k+1)·P_k.
/// </para>
/// <para>
/// Proven: equality cell by cell. Not proven: that columns which are not named, or not committed, agree, or that the map
/// is a bijection; a split's verifier checks the public map for that (<see cref="DerivationMap.IsBijection"/>). The map
/// shows which row went where, not the rows.
/// </para>
/// </remarks>
internal static class DeriveProtocol
{
    public static Outcome<byte[]> Prove(
        DeriveStatement statement, ProofContext context, IReadOnlyList<IWitness> witnesses, DerivationMap map,
        CancellationToken cancel)
    {
        var shapes = context.Subjects.Select(s => s.Shape).ToArray();
        if (map.Check(statement, shapes) is { } problem)
        {
            return new InvalidMap(problem);
        }

        if (Refute(statement, shapes, witnesses, map) is { } difference)
        {
            return new FalseStatement(difference);
        }

        var weights = new DeriveWeights(map, shapes, statement.Sources);
        var grid = Layout(weights.Chunks);
        var lists = Lists(statement, shapes);
        var transcript = TranscriptStart.Begin(context, statement, lists, ListReading.Of(witnesses));
        var rho = transcript.Challenge("rho").Powers(statement.Columns.Count);
        var omega = transcript.Challenge("omega");
        cancel.ThrowIfCancellationRequested();
        var w = weights.Table(omega);
        var x = JoinedColumns(statement, shapes, witnesses, weights, rho);
        cancel.ThrowIfCancellationRequested();
        var writer = new ProofWriter(transcript, statement.TypeNumber, (byte)grid.BlockSize);
        var auxiliary = new AuxiliaryWitness();
        var r = new List<Scalar>();
        var folded = GridProver<ProductSummand>.Run(
            grid, writer, auxiliary, [w, x], default, Generators.Width, firstBlock: 0, r);
        cancel.ThrowIfCancellationRequested();
        var zeta = transcript.Challenge("zeta");
        var eta = transcript.Challenge("eta");
        var challenges = r.ToArray();
        var form = Form(grid, challenges, folded[0], zeta, eta);
        var eq = Grid.Eq(challenges);
        var (data, blinding) = WitnessSums.Open(Weighted(lists, weights, rho, eq), witnesses);
        var (v, joined) = auxiliary.Join(data, blinding, eta);
        LinearProof.Prove(writer, v, joined, form.B);
        return writer.ToArray();
    }

    /// <summary>The map must have passed its check.</summary>
    public static ProofProblem Verify(
        DeriveStatement statement, ProofContext context, CommitmentReader commitments, ReadOnlySpan<byte> proof,
        DerivationMap map)
    {
        var shapes = context.Subjects.Select(s => s.Shape).ToArray();
        var weights = new DeriveWeights(map, shapes, statement.Sources);
        var grid = Layout(weights.Chunks);
        var lists = Lists(statement, shapes);
        var transcript = TranscriptStart.Begin(context, statement, lists, commitments);
        var rho = transcript.Challenge("rho").Powers(statement.Columns.Count);
        var omega = transcript.Challenge("omega");
        var length = ProofHead.Length + (32 * grid.Blocks.Length) + LinearProof.Size(2 * Generators.Width);
        var reader = new ProofReader(transcript, proof, statement.TypeNumber, (byte)grid.BlockSize, length);
        var blocks = new List<Point>();
        var challenges = grid.Read(ref reader, blocks);
        var zeta = transcript.Challenge("zeta");
        var eta = transcript.Challenge("eta");
        if (reader.Problem != ProofProblem.None)
        {
            return reader.Problem;
        }

        var eq = Grid.Eq(challenges);
        var p = new PointSum();
        AuxiliaryWitness.Add(p, blocks, eta);
        if (!CommitmentSums.TryAdd(p, Weighted(lists, weights, rho, eq), commitments))
        {
            return ProofProblem.Commitment;
        }

        var form = Form(grid, challenges, weights.Folded(omega, eq), zeta, eta);
        return LinearProof.Verify(ref reader, form.B, form.Y, p);
    }

    private static Grid Layout(int chunks) => Grid.Fit(Grid.Variables(chunks), blockSize: 4, extra: 0);

    /// <summary>Subject by subject, in each the columns as the statement lists them.</summary>
    private static UsedList[] Lists(DeriveStatement statement, DatasetShape[] shapes) =>
        [.. shapes.SelectMany((shape, s) =>
            statement.Columns.Select(name => new UsedList(s, shape.IndexOf(name), 0, shape.Chunks)))];

    private static WeightedList[] Weighted(UsedList[] lists, DeriveWeights weights, Scalar[] rho, Scalar[] eq) =>
        [.. lists.Select((list, i) => new WeightedList(
            list, rho[i % rho.Length], eq.AsMemory(weights.FirstChunk(list.Subject), list.Count)))];

    private static AuxiliaryForm Form(Grid grid, Scalar[] r, Scalar[] wr, in Scalar zeta, in Scalar eta)
    {
        var form = new AuxiliaryForm(zeta, eta, grid.Blocks.Length);
        grid.Constrain(form, Scalar.Zero, r);
        grid.AddLast(form, r, Scalar.One);
        for (var p = 0; p < wr.Length; p++)
        {
            form.Data(p, -wr[p]);
        }

        form.Close(Scalar.Zero);
        return form;
    }

    /// <summary>x = Σ_c rho^c·x_c, zero in padding slots.</summary>
    private static Scalar[] JoinedColumns(
        DeriveStatement statement, DatasetShape[] shapes, IReadOnlyList<IWitness> witnesses, DeriveWeights weights,
        Scalar[] rho)
    {
        var x = new Scalar[weights.Chunks * Generators.Width];
        for (var s = 0; s < shapes.Length; s++)
        {
            var start = weights.FirstChunk(s) * Generators.Width;
            var columns = statement.Columns.Select(name => witnesses[s].Values(shapes[s].IndexOf(name))).ToArray();
            Parallel.For(0, shapes[s].Chunks, ProvingThreads.Own, chunk => AddColumns(
                columns, rho, chunk * Generators.Width, Math.Min(columns[0].Length, (chunk + 1) * Generators.Width), x.AsSpan(start)));
        }

        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddColumns(ReadOnlyMemory<long>[] columns, Scalar[] rho, int start, int end, Span<Scalar> x)
    {
        for (var c = 0; c < columns.Length; c++)
        {
            var values = columns[c].Span;
            for (var i = start; i < end; i++)
            {
                x[i] += rho[c].Times(values[i]);
            }
        }
    }

    /// <summary>Null, or where an output cell differs from its source cell.</summary>
    private static string? Refute(
        DeriveStatement statement, DatasetShape[] shapes, IReadOnlyList<IWitness> witnesses, DerivationMap map)
    {
        foreach (var name in statement.Columns)
        {
            var columns = shapes.Select((shape, s) => witnesses[s].Values(shape.IndexOf(name))).ToArray();
            for (var (output, first) = (statement.Sources, 0); output < shapes.Length; first += columns[output++].Length)
            {
                if (FirstDifference(columns, columns[output], map, first) is >= 0 and var g)
                {
                    return $"column '{name}' of output row {g} differs from its source row";
                }
            }
        }

        return null;
    }

    /// <summary>The first output row, counted over all outputs, that is not its source's; −1 when each is.</summary>
    private static int FirstDifference(ReadOnlyMemory<long>[] columns, ReadOnlyMemory<long> output, DerivationMap map, int first)
    {
        const int rowsPerTask = 1 << 16;
        var found = new int[(output.Length + rowsPerTask - 1) / rowsPerTask];
        Parallel.For(0, found.Length, ProvingThreads.Own, task => found[task] = FirstDifference(
            columns, output, map, first, task * rowsPerTask, Math.Min(output.Length, (task + 1) * rowsPerTask)));
        return found.FirstOrDefault(g => g >= 0, -1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int FirstDifference(
        ReadOnlyMemory<long>[] columns, ReadOnlyMemory<long> output, DerivationMap map, int first, int start, int end)
    {
        var values = output.Span;
        for (var row = start; row < end; row++)
        {
            var (source, sourceRow) = map[first + row];
            if (values[row] != columns[source].Span[(int)sourceRow])
            {
                return first + row;
            }
        }

        return -1;
    }
}
