using System.Globalization;
using Startup;

// Starts the platform from built state on free ports and empty data, and measures how long until all is healthy, what
// each process cost until then, and what it holds when idle.
string[] services = ["ercp", "ephemeris", "ledger", "alcs", "synthesizer"];
const double MostMegabytes = 700;

var idle = TimeSpan.FromSeconds(args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 30);
using var platform = PlatformProcess.Start();
var healthyAfter = await platform.HealthyAsync();
var cpuAtHealthy = platform.Children().ToDictionary(child => child.Name, child => child.Process.TotalProcessorTime);
await Task.Delay(idle);

Console.WriteLine($"All healthy after {healthyAfter.TotalSeconds:0.0} s; measured {idle.TotalSeconds:0} s later.");
Console.WriteLine();
Console.WriteLine("| process | CPU until healthy, s | resident, MB | of it shared with others, MB |");
Console.WriteLine("|---|---|---|---|");
var sum = 0.0;
foreach (var (name, process) in platform.Children())
{
    process.Refresh();
    var resident = process.WorkingSet64 / 1e6;
    sum += services.Contains(name.Split('-')[0]) ? resident : 0;
    var shared = Proportional.Megabytes(process.Id) is { } own ? $"{resident - own:0}" : "–";
    Console.WriteLine($"| {name} | {cpuAtHealthy.GetValueOrDefault(name).TotalSeconds:0.0} | {resident:0} | {shared} |");
}

Console.WriteLine();
Console.WriteLine($"The services together: {sum:0} MB resident (limit {MostMegabytes:0} MB).");
return sum <= MostMegabytes ? 0 : 1;
