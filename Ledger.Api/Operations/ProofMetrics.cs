using System.Diagnostics.Metrics;

namespace Ledger.Api.Operations;

/// <summary>Proofs made and checked, by statement type (contract §14).</summary>
internal static class ProofMetrics
{
    /// <summary>Label of a type that is none of ours: a label must not hold what a caller sends.</summary>
    public const string Unknown = "unknown";

    private static readonly HashSet<string> Types =
        new(["sum", "row", "open", "pad", "bound", "moment", "derive", "member", "magnitude", "rangeAll"], StringComparer.Ordinal);

    private static readonly Meter Meter = new(typeof(ProofMetrics).Assembly.GetName().Name!);
    private static readonly Histogram<double> Generation = Meter.CreateHistogram<double>("proof_generation_duration_seconds", "s", "Time to make a proof");
    private static readonly Histogram<double> Verification = Meter.CreateHistogram<double>("proof_verification_duration_seconds", "s", "Time to check a bundle");
    private static readonly Histogram<long> Size = Meter.CreateHistogram("proof_size_bytes", "By", "Bytes of a proof", advice: new InstrumentAdvice<long>
    {
        // The sizes of the contract's §15 lie between these edges.
        HistogramBucketBoundaries = [744, 904, 1000, 1032, 1096, 4096, 36_864],
    });

    private static readonly Counter<long> GenerationErrors = Meter.CreateCounter<long>("proof_generation_errors_total", description: "Proofs that could not be made");
    private static readonly Counter<long> VerificationErrors = Meter.CreateCounter<long>("proof_verification_errors_total", description: "Bundles that could not be checked: unreadable, or out of time");
    private static readonly Counter<long> VerificationFailures = Meter.CreateCounter<long>("proof_verification_failures_total", description: "Bundles that do not hold");

    /// <summary>Shows the counters from the start: an alert on a rate needs the zero before the first.</summary>
    public static void Show()
    {
        GenerationErrors.Add(0);
        VerificationErrors.Add(0);
        VerificationFailures.Add(0);
    }

    /// <summary>The label of a statement's type.</summary>
    public static string Label(string? type) => type is not null && Types.TryGetValue(type, out var known) ? known : Unknown;

    /// <summary>Records a proof made.</summary>
    public static void Made(string type, TimeSpan time, int bytes)
    {
        var label = Tag(type);
        Generation.Record(time.TotalSeconds, label);
        Size.Record(bytes, label);
    }

    /// <summary>Counts a proof that could not be made.</summary>
    public static void NotMade() => GenerationErrors.Add(1);

    /// <summary>Records a bundle checked.</summary>
    public static void Checked(string? type, TimeSpan time, bool isValid, bool isReadable)
    {
        Verification.Record(time.TotalSeconds, Tag(type));
        if (!isReadable)
        {
            VerificationErrors.Add(1);
        }
        else if (!isValid)
        {
            VerificationFailures.Add(1);
        }
    }

    /// <summary>Counts a check that ran out of time.</summary>
    public static void NotChecked() => VerificationErrors.Add(1);

    private static KeyValuePair<string, object?> Tag(string? type) => new("type", Label(type));
}
