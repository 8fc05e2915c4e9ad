using Platform.ServiceDefaults.Settings;

namespace Ephemeris.Api.Kernels;

/// <summary>Which slot answers when a request does not say.</summary>
public enum EphemerisPolicy
{
    /// <summary>The modern slot; instants outside it need the caller's consent.</summary>
    Prompt,

    /// <summary>The modern slot, and outside it the historical one without asking.</summary>
    Auto,

    /// <summary>Always the modern slot.</summary>
    De440,

    /// <summary>Always the historical slot.</summary>
    De441,
}

/// <summary>Settings of kernels and routing.</summary>
public sealed class KernelOptions
{
    /// <summary><c>KERNEL_PATH</c>: folder whose .bsp and .bpc files, to a depth of two, join the embedded ones. Default <c>kernels</c>.</summary>
    public string Path { get; private set; } = "kernels";

    /// <summary><c>METAKERNEL_PATH</c>: text kernel (KPL/MK) that lists further files, which come after those of the folders; none by default.</summary>
    public string? MetakernelPath { get; private set; }

    /// <summary><c>KERNEL_DOWNLOAD</c>: fetch DE440, then DE441, beside the running service. Default false.</summary>
    public bool Download { get; private set; }

    /// <summary><c>KERNEL_BASE_URL</c>: folder that kernels are fetched from. Default NAIF's.</summary>
    public Uri BaseUrl { get; private set; } = new(KernelSource.DefaultBaseUrl);

    /// <summary><c>KERNEL_VERIFICATION</c>: whether known files must have their published digest. Default strict.</summary>
    public bool VerifyStrictly { get; private set; } = true;

    /// <summary><c>EPHEMERIS_POLICY</c>. Default prompt.</summary>
    public EphemerisPolicy Policy { get; private set; }

    /// <summary><c>KERNEL_SET_TAG</c>: label of the installation, shown by <c>/version</c>. Default DE440.</summary>
    public string SetTag { get; private set; } = "DE440";

    /// <summary>Copies the settings.</summary>
    internal static void Read(KernelOptions options, SettingsReader settings)
    {
        options.Path = settings.Text("KERNEL_PATH") ?? options.Path;
        options.MetakernelPath = settings.Text("METAKERNEL_PATH");
        options.Download = settings.Flag("KERNEL_DOWNLOAD", false);
        if (settings.Text("KERNEL_BASE_URL") is { } url)
        {
            if (Uri.TryCreate(url, UriKind.Absolute, out var given) && given.Scheme is ("http" or "https"))
            {
                options.BaseUrl = given;
            }
            else
            {
                settings.Fault("KERNEL_BASE_URL must be an http or https address.");
            }
        }

        options.SetTag = settings.Text("KERNEL_SET_TAG") ?? options.SetTag;
        options.VerifyStrictly = settings.Text("KERNEL_VERIFICATION")?.ToUpperInvariant() switch
        {
            null or "STRICT" => true,
            "OFF" or "NONE" or "LENIENT" => false,
            _ => Fault("KERNEL_VERIFICATION must be strict or off."),
        };
        options.Policy = settings.Text("EPHEMERIS_POLICY")?.ToUpperInvariant() switch
        {
            null or "PROMPT" => EphemerisPolicy.Prompt,
            "AUTO" => EphemerisPolicy.Auto,
            "DE440" => EphemerisPolicy.De440,
            "DE441" => EphemerisPolicy.De441,
            _ => Fault("EPHEMERIS_POLICY must be prompt, auto, de440 or de441.") ? default : default,
        };

        bool Fault(string problem)
        {
            settings.Fault(problem);
            return true;
        }
    }
}
