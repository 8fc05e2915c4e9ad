using System.Text.Json;
using Platform.ServiceDefaults.Settings;

namespace Ephemeris.Api.TimeResolution;

/// <summary>Settings of the time resolver.</summary>
public sealed class TimeResolutionOptions
{
    private const string PatchSetting = "RESOLVER_PATCH_FILE";
    private const string ProfileSetting = "DEFAULT_PARITY_PROFILE";

    /// <summary>Content of the file that <c>RESOLVER_PATCH_FILE</c> names, instead of the built-in patches; null when unset.</summary>
    public byte[]? PatchFile { get; private set; }

    /// <summary><c>DEFAULT_PARITY_PROFILE</c>, default strict history.</summary>
    public ParityProfile DefaultProfile { get; private set; }

    /// <summary>Copies the settings; a patch file that cannot be read stops the start, because it would change answers in silence.</summary>
    internal static void Read(TimeResolutionOptions options, SettingsReader settings)
    {
        if (TimeWords.TryProfile(settings.Text(ProfileSetting), ParityProfile.StrictHistory, out var profile))
        {
            options.DefaultProfile = profile;
        }
        else
        {
            settings.Fault($"{ProfileSetting} must be one of {TimeWords.ProfileNames}.");
        }

        if (settings.Text(PatchSetting) is not { } path)
        {
            return;
        }

        try
        {
            var bytes = File.ReadAllBytes(path);
            if (JsonSerializer.Deserialize<PatchFile>(bytes, TimeResolution.PatchFile.Options)?.Patches is null)
            {
                settings.Fault($"{PatchSetting} names '{path}', which has no member 'patches'.");
                return;
            }

            options.PatchFile = bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            settings.Fault($"{PatchSetting} names '{path}', which cannot be read: {e.Message}");
        }
    }
}
