using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Platform.ServiceDefaults.RateLimiting;

namespace Platform.ServiceDefaults.Settings;

/// <summary>
/// Reads a service's documented settings by their flat names (environment, command line or appsettings.json) and
/// collects every fault, so that a start reports them all together. Blank text counts as unset.
/// </summary>
/// <param name="configuration">Where the settings stand.</param>
/// <param name="environment">Development, Staging or Production.</param>
public sealed class SettingsReader(IConfiguration configuration, IHostEnvironment environment)
{
    private readonly List<string> _problems = [];

    /// <summary>True in production, where a missing secret stops the start.</summary>
    public bool IsProduction => environment.IsProduction();

    /// <summary>True in development, the only place where a service may be told to go without a key.</summary>
    public bool IsDevelopment => environment.IsDevelopment();

    /// <summary>What is wrong with the settings read so far, each once.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Records a fault; the start will fail with it.</summary>
    /// <param name="problem">A sentence that names the setting and what was wanted, never a secret's value.</param>
    public void Fault(string problem)
    {
        if (!_problems.Contains(problem, StringComparer.Ordinal))
        {
            _problems.Add(problem);
        }
    }

    /// <summary>The first of the named settings that is not blank, trimmed; null when none is set.</summary>
    public string? Text(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (configuration[name] is { } value && !string.IsNullOrWhiteSpace(value))
            {
                return value.Trim();
            }
        }

        return null;
    }

    /// <summary>As <see cref="Text"/>, but a setting may also be given as <c>&lt;NAME&gt;_FILE</c>, a file holding the value.</summary>
    public string? Secret(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Text(name) is { } value)
            {
                return value;
            }

            if (Text(name + "_FILE") is { } path)
            {
                return SecretFile(name, path);
            }
        }

        return null;
    }

    /// <summary>A whole number within <paramref name="min"/>…<paramref name="max"/>; <paramref name="fallback"/> when unset.</summary>
    public int Number(string name, int fallback, int min = 0, int max = int.MaxValue)
    {
        if (Text(name) is not { } text)
        {
            return fallback;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= min && value <= max)
        {
            return value;
        }

        Fault($"{name} must be a whole number from {min} to {max}, got '{Short(text)}'.");
        return fallback;
    }

    /// <summary>true/false, 1/0, yes/no or on/off; <paramref name="fallback"/> when unset.</summary>
    public bool Flag(string name, bool fallback)
    {
        var text = Text(name);
        switch (text?.ToUpperInvariant())
        {
            case null: return fallback;
            case "TRUE" or "1" or "YES" or "ON": return true;
            case "FALSE" or "0" or "NO" or "OFF": return false;
            default:
                Fault($"{name} must be true or false, got '{Short(text)}'.");
                return fallback;
        }
    }

    /// <summary>A list separated by commas or semicolons, blanks dropped; <paramref name="fallback"/> when unset.</summary>
    public IReadOnlyList<string> List(string name, params string[] fallback) => Text(name) is { } text
        ? text.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        : fallback;

    /// <summary>
    /// A rate such as <c>10/minute</c>, <c>5 per second</c> or <c>100/hour</c>; null when it cannot be read, which is a fault.
    /// </summary>
    public RateWindow? Rate(string name, string fallback)
    {
        var text = Text(name) ?? fallback;
        var parts = text.Replace(" per ", "/", StringComparison.OrdinalIgnoreCase).Split('/', StringSplitOptions.TrimEntries);
        TimeSpan? length = parts is [_, var unit] ? unit.TrimEnd('s', 'S').ToUpperInvariant() switch
        {
            "SECOND" => TimeSpan.FromSeconds(1),
            "MINUTE" => TimeSpan.FromMinutes(1),
            "HOUR" => TimeSpan.FromHours(1),
            "DAY" => TimeSpan.FromDays(1),
            _ => null,
        } : null;
        if (length is { } window && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0)
        {
            return new RateWindow(limit, window);
        }

        Fault($"{name} must be a rate such as 10/minute, got '{Short(text)}'.");
        return null;
    }

    private string? SecretFile(string name, string path)
    {
        try
        {
            var value = File.ReadAllText(path).Trim();
            if (value.Length > 0)
            {
                return value;
            }

            Fault($"{name}_FILE names the file '{path}', which is empty.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Fault($"{name}_FILE names the file '{path}', which cannot be read: {failure.Message}");
        }

        return null;
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
