using Ledger.Api.Proofs;
using Ledger.Api.Proofs.Protocol;
using Ledger.Api.Proofs.Statements;

namespace Ledger.Api.Tests.Proofs;

public class ProvingThreadsTests
{
    private const int Rows = 2500;

    private static readonly TestDataset Data = new(
        "threads", 5, ("n", TestDataset.OneTo(Rows)), ("bit", [.. TestDataset.OneTo(Rows).Select(i => i % 2)]));

    [Fact]
    public async Task Loops_WithinLoopsOnOneThread_NeverRunTwoAtOnce()
    {
        var (running, most, steps) = (0, 0, 0);
        await new ProvingThreads(1).RunAsync(() => Parallel.For(0, 16, ProvingThreads.Own, _ => Parallel.For(0, 16, ProvingThreads.Own, _ =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref running));
            Thread.Yield();
            Interlocked.Increment(ref steps);
            Interlocked.Decrement(ref running);
        })), TestContext.Current.CancellationToken);
        Assert.Equal((1, 256), (most, steps));
    }

    [Theory]
    [InlineData("""{"claims":[["n","3126250"]],"type":"sum","v":1}""")]
    [InlineData("""{"bits":24,"hi":"4000000","lo":"0","terms":[["n",1]],"type":"bound","v":1}""")]
    [InlineData("""{"terms":[["bit",1]],"type":"moment","v":1,"value":"1250"}""")]
    [InlineData("""{"column":"bit","type":"member","v":1,"values":["0","1"]}""")]
    [InlineData("""{"column":"n","type":"magnitude","v":1,"width":12}""")]
    [InlineData("""{"column":"n","hi":"2500","lo":"1","type":"rangeAll","v":1}""")]
    public Task Prove_StartedOnAScheduler_LoopsThereAndHoldsOnOneThread(string json)
    {
        Assert.True(Statement.TryParse(System.Text.Encoding.UTF8.GetBytes(json), out var statement, out var problem), problem);
        return HoldsAsync(statement, Data.Context, [Data]);
    }

    [Fact]
    public Task ProveDerivation_StartedOnAScheduler_LoopsThereAndHoldsOnOneThread()
    {
        var copy = new TestDataset("copy", 6, ("n", TestDataset.OneTo(Rows)));
        var map = DerivationMap.Of([.. Enumerable.Range(0, Rows).Select(row => (0, row))]);
        return HoldsAsync(
            new DeriveStatement(["n"], map.Sha256, 1), Data.Context with { Subjects = [Data.Subject, copy.Subject] }, [Data, copy], map.Bytes);
    }

    private static async Task HoldsAsync(Statement statement, ProofContext context, TestDataset[] data, ReadOnlyMemory<byte> map = default)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var scheduler = new CountingScheduler();
        await Task.Factory.StartNew(() => ProofAssert.Prove(statement, context, data, map), cancellation, TaskCreationOptions.None, scheduler);
        Assert.True(scheduler.Queued > 1, "No loop of the proof asked the scheduler that it was started on.");

        var proof = await new ProvingThreads(1).RunAsync(() => ProofAssert.Prove(statement, context, data, map), cancellation);
        Assert.Equal(Verification.Passed, Verifier.Verify(statement, context, TestDataset.Reader(data), proof, map));
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; value > seen; seen = most)
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }

    /// <summary>The thread pool, counting what it is given.</summary>
    private sealed class CountingScheduler : TaskScheduler
    {
        private int _queued;

        public int Queued => _queued;

        protected override void QueueTask(Task task)
        {
            Interlocked.Increment(ref _queued);
            ThreadPool.QueueUserWorkItem(_ => TryExecuteTask(task));
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => !taskWasPreviouslyQueued && TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}
