using System.Globalization;
using BenchmarkDotNet.Running;
using Ledger.Benchmarks;

// `budgets [rows]` runs the contract's budgets once, through the service and in this process, and ends with 1 when one is
// missed; `service [rows]` and `prover [rows]` run one of the two. Anything else goes to BenchmarkDotNet.
if (args is ["budgets" or "service" or "prover", .. var rest])
{
    var rows = rest is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 1_000_000;
    if (args[0] != "prover")
    {
        await ServiceBudgets.RunAsync(rows);
    }

    if (args[0] != "service")
    {
        Budgets.Run(rows);
    }

    return Figures.Missed ? 1 : 0;
}

BenchmarkSwitcher.FromAssembly(typeof(Budgets).Assembly).Run(args);
return 0;
