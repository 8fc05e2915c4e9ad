using System.Globalization;
using System.Text;

namespace Ephemeris.Api.Tests.Fuzz;

/// <summary>
/// Runs a check over many made-up inputs. Each input follows from its own number, so a failure names the number that
/// repeats it: <c>EPHEMERIS_FUZZ_SEED=number EPHEMERIS_FUZZ_INPUTS=1</c>. The default is brief;
/// <c>EPHEMERIS_FUZZ_INPUTS=1000000 dotnet test --filter FullyQualifiedName~Fuzz</c> is the long run.
/// </summary>
internal static class FuzzRun
{
    private static readonly int? Wanted = Setting("EPHEMERIS_FUZZ_INPUTS");

    /// <summary>Number of the first input.</summary>
    public static readonly int FirstSeed = Setting("EPHEMERIS_FUZZ_SEED") ?? 0;

    // A run that makes no progress hangs: the slowest single input takes seconds at worst on a busy machine.
    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(120);

    /// <summary>How many inputs to try.</summary>
    /// <param name="brief">Number of the default run.</param>
    public static int Inputs(int brief) => Wanted ?? brief;

    /// <summary>True when the run is long enough that both refusals and answers must have occurred.</summary>
    public static bool IsRepresentative(int inputs) => inputs >= 500;

    /// <summary>Tries inputs one after another; throws with the number of the one that failed or hung.</summary>
    /// <param name="inputs">How many.</param>
    /// <param name="check">Takes the input's number and a generator that follows from it alone.</param>
    public static async Task AllAsync(int inputs, Func<int, Random, Task> check)
    {
        var tried = 0;
        var run = Task.Run(async () =>
        {
            for (; tried < inputs; tried++)
            {
                var seed = FirstSeed + tried;
                try
                {
                    await check(seed, new Random(seed));
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    throw new FuzzFailureException($"input {seed}: {failure.GetType().Name}: {failure.Message}", failure);
                }
            }
        }, TestContext.Current.CancellationToken);
        for (var before = -1; !run.IsCompleted;)
        {
            await Task.WhenAny(run, Task.Delay(HangsAfter, TestContext.Current.CancellationToken));
            var now = Volatile.Read(ref tried);
            Assert.True(run.IsCompleted || now > before, $"input {FirstSeed + now} hangs");
            before = now;
        }

        await run;
    }

    /// <summary>The same for checks that do not wait.</summary>
    public static Task AllAsync(int inputs, Action<int, Random> check) => AllAsync(inputs, (seed, random) =>
    {
        check(seed, random);
        return Task.CompletedTask;
    });

    /// <summary>Replaces, removes, inserts and repeats one to four pieces of a text.</summary>
    public static string Mutate(string text, string alphabet, Random random)
    {
        var result = new StringBuilder(text);
        for (var n = random.Next(1, 5); n > 0 && result.Length > 0; n--)
        {
            var at = random.Next(result.Length);
            switch (random.Next(4))
            {
                case 0:
                    result[at] = alphabet[random.Next(alphabet.Length)];
                    break;
                case 1:
                    result.Remove(at, Math.Min(random.Next(1, 4), result.Length - at));
                    break;
                case 2:
                    result.Insert(at, alphabet[random.Next(alphabet.Length)].ToString(), random.Next(16) == 0 ? random.Next(200) : 1);
                    break;
                default:
                    result.Insert(at, result.ToString(at, Math.Min(random.Next(1, 9), result.Length - at)));
                    break;
            }
        }

        return result.ToString();
    }

    /// <summary>The lines of a file of kept inputs.</summary>
    public static string[] Seeds(string name) =>
        File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Fuzz", "Seeds", name));

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}

/// <summary>An input that was not handled.</summary>
internal sealed class FuzzFailureException(string message, Exception inner) : Exception(message, inner);
