using System.Globalization;
using Load;

// A URL measures what runs there; a service's name starts that service as in production and measures its promises.
try
{
    return args switch
    {
        ["ephemeris", ..] => await EphemerisLoad.RunAsync(args[1..]),
        ["ledger", ..] => await LedgerLoad.RunAsync(args[1..]),
        _ => await MeasureAsync(LoadOptions.Parse(args)),
    };
}
catch (Exception fault) when (fault is FormatException or InvalidOperationException)
{
    await Console.Error.WriteLineAsync(fault.Message);
    return 2;
}

static async Task<int> MeasureAsync(LoadOptions options)
{
    var result = await LoadRun.RunAsync(options.Plan());
    Console.WriteLine(result);
    if (result.Failure is not null)
    {
        return 1;
    }

    if (options.Items > 1)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{result.Rate * options.Items:N0} items/s, {result.Rate * options.Items * 60:N0} a minute"));
    }

    return result.Ms(0.95) <= options.P95Ms && result.Ms(0.99) <= options.P99Ms && result.Rate >= options.AtLeast ? 0 : 1;
}
