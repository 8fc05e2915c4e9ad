using BenchmarkDotNet.Running;
using Ephemeris.Benchmarks;

// "compare" runs the peers beside us in one process and prints a table; anything else goes to BenchmarkDotNet.
if (args is ["compare", ..])
{
    return PeerTable.Print(args.Length > 1 ? double.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 2.0);
}

BenchmarkSwitcher.FromAssembly(typeof(Workload).Assembly).Run(args);
return 0;
