using System.Diagnostics;

namespace Ledger.Benchmarks;

/// <summary>Prints figures beside their budgets and remembers whether one was missed.</summary>
internal static class Figures
{
    /// <summary>Whether any figure was over its budget.</summary>
    public static bool Missed { get; private set; }

    /// <summary>Times a step of this process by wall clock and by the time of all cores, in seconds.</summary>
    public static T Step<T>(string name, double budget, Func<T> step)
    {
        GC.Collect();
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        var result = step();
        var wall = watch.Elapsed.TotalSeconds;
        Report(name + " s", wall, budget, (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds);
        return result;
    }

    /// <summary>Prints a figure; over its budget it counts as missed.</summary>
    public static void Report(string name, double value, double budget, double? processor = null)
    {
        var met = value <= budget;
        Missed |= !met;
        Console.WriteLine($"{name,-26}{value,10:0.###}  budget {budget,8:0.###}  {(processor is { } cpu ? $"cpu {cpu:0.###}  " : "")}{(met ? "" : "MISSED")}");
    }

    /// <summary>Prints a figure that has no budget of its own.</summary>
    public static void Note(string name, double value) => Console.WriteLine($"{name,-26}{value,10:0.###}");
}
