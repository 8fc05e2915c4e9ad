using BenchmarkDotNet.Running;
using Ledger.Benchmarks;

// `budgets [rows]` runs the contract's budgets once, end to end; anything else goes to BenchmarkDotNet.
if (args is ["budgets", .. var rest])
{
    return Budgets.Run(rest is [var rows] ? int.Parse(rows, System.Globalization.CultureInfo.InvariantCulture) : 1_000_000);
}

BenchmarkSwitcher.FromAssembly(typeof(Budgets).Assembly).Run(args);
return 0;
