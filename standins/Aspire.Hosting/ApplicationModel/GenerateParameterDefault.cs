using System.Security.Cryptography;
using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A default that is a random password, from a cryptographic source.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    private const string LowerCharacters = "abcdefghjkmnpqrstuvwxyz"; // no i, l, o: they are misread
    private const string UpperCharacters = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string NumericCharacters = "0123456789";
    private const string SpecialCharacters = "-_.{}~()*+!";

    /// <summary>Length in characters; default 22, about 128 bits.</summary>
    public int MinLength { get; set; } = 22;

    /// <summary>Lower-case letters may occur; default true.</summary>
    public bool Lower { get; set; } = true;

    /// <summary>Upper-case letters may occur; default true.</summary>
    public bool Upper { get; set; } = true;

    /// <summary>Digits may occur; default true.</summary>
    public bool Numeric { get; set; } = true;

    /// <summary>Punctuation may occur; default true.</summary>
    public bool Special { get; set; } = true;

    /// <summary>Lower-case letters that must occur; default 0.</summary>
    public int MinLower { get; set; }

    /// <summary>Upper-case letters that must occur; default 0.</summary>
    public int MinUpper { get; set; }

    /// <summary>Digits that must occur; default 0.</summary>
    public int MinNumeric { get; set; }

    /// <summary>Punctuation characters that must occur; default 0.</summary>
    public int MinSpecial { get; set; }

    /// <summary>A new password; throws <see cref="InvalidOperationException"/> when the rules contradict each other.</summary>
    public override string GetDefaultValue()
    {
        (bool Allowed, int Min, string Characters)[] classes =
        [
            (Lower, MinLower, LowerCharacters),
            (Upper, MinUpper, UpperCharacters),
            (Numeric, MinNumeric, NumericCharacters),
            (Special, MinSpecial, SpecialCharacters),
        ];
        if (classes.Any(c => !c.Allowed && c.Min > 0) || !classes.Any(c => c.Allowed))
        {
            throw new InvalidOperationException("A generated parameter demands characters of a class that it excludes.");
        }

        var all = string.Concat(classes.Where(c => c.Allowed).Select(c => c.Characters));
        var required = string.Concat(classes.Select(c => RandomNumberGenerator.GetString(c.Characters, c.Min)));
        var characters = (required + RandomNumberGenerator.GetString(all, Math.Max(0, MinLength - required.Length))).ToCharArray();
        RandomNumberGenerator.Shuffle<char>(characters);
        return new string(characters);
    }

    /// <inheritdoc/>
    public override void WriteToManifest(ManifestPublishingContext context)
    {
        var writer = context.Writer;
        writer.WriteStartObject("generate");
        writer.WriteNumber("minLength", MinLength);
        foreach (var (name, allowed) in new[] { ("lower", Lower), ("upper", Upper), ("numeric", Numeric), ("special", Special) })
        {
            if (!allowed)
            {
                writer.WriteBoolean(name, false);
            }
        }

        foreach (var (name, min) in new[]
            { ("minLower", MinLower), ("minUpper", MinUpper), ("minNumeric", MinNumeric), ("minSpecial", MinSpecial) })
        {
            if (min > 0)
            {
                writer.WriteNumber(name, min);
            }
        }

        writer.WriteEndObject();
    }
}
