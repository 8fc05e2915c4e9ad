namespace Load;

/// <summary>Prints a Markdown table of what was promised and what was found, and remembers whether all was kept.</summary>
internal sealed class PromiseTable
{
    private bool _isBroken;

    public PromiseTable() => Console.WriteLine("| load | found | promised |\n|---|---|---|");

    /// <summary>0 when every promise is kept, else 1.</summary>
    public int ExitCode => _isBroken ? 1 : 0;

    /// <summary>A row about a run; the run's failure breaks the promise whatever else was found.</summary>
    public void Add(string load, LoadResult result, Func<string> found, string promised, Func<bool> isKept) => Add(
        load,
        result.Failure is { } failure ? "FAILED, " + failure : found(),
        promised,
        result.Failure is null && isKept());

    /// <summary>A row.</summary>
    public void Add(string load, string found, string promised, bool isKept)
    {
        _isBroken |= !isKept;
        Console.WriteLine($"| {load} | {found}{(isKept ? "" : " (MISSED)")} | {promised} |");
    }
}
