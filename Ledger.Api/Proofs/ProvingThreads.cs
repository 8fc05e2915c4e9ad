namespace Ledger.Api.Proofs;

/// <summary>
/// The threads that one proof is made on. All its loops, nested ones too, run on the scheduler that the proof was started on,
/// so that this scheduler's limit is the proof's. A proof comes out equally good on any number of threads.
/// </summary>
/// <param name="most">Most threads of a proof, at least 1; as many as the machine has cores, or more, is no limit beyond them.</param>
public sealed class ProvingThreads(int most)
{
    /// <summary>For each loop of a proof. Without a scheduler of its own a loop takes the one it is called on.</summary>
    internal static readonly ParallelOptions Own = new() { TaskScheduler = null };

    /// <summary>Makes a proof.</summary>
    /// <param name="prove">Makes it; waits for no task that wants one of the proof's threads.</param>
    /// <param name="cancellation">Keeps it from starting.</param>
    public Task<T> RunAsync<T>(Func<T> prove, CancellationToken cancellation) =>
        Task.Factory.StartNew(prove, cancellation, TaskCreationOptions.DenyChildAttach, Scheduler());

    private TaskScheduler Scheduler() => most > 1 && most >= Environment.ProcessorCount
        ? TaskScheduler.Default : new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, most).ConcurrentScheduler;
}
