namespace Ephemeris.Api.TimeResolution;

/// <summary>What is noted while a local time is resolved.</summary>
internal sealed class ResolutionAccount
{
    /// <summary>Notes for the answer.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Warnings for the answer.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Sources for the answer.</summary>
    public List<string> Sources { get; } = [];

    /// <summary>Patches that decided.</summary>
    public List<string> PatchesApplied { get; } = [];

    /// <summary>What decided so far.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>The least confidence that any step left.</summary>
    public Confidence Confidence { get; private set; } = Confidence.High;

    /// <summary>Names what decided and its source; the last decision stands.</summary>
    public void Decide(string reason, string? source = null)
    {
        Reason = reason;
        if (source is not null)
        {
            Sources.Add(source);
        }
    }

    /// <summary>Confidence only ever falls.</summary>
    public void Lower(Confidence to) => Confidence = (Confidence)Math.Max((int)Confidence, (int)to);

    /// <summary>A warning that costs confidence.</summary>
    public void Warn(string warning, Confidence confidence)
    {
        Warnings.Add(warning);
        Lower(confidence);
    }
}
