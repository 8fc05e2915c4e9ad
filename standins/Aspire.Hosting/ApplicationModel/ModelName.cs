namespace Aspire.Hosting.ApplicationModel;

/// <summary>The rules for names of resources and endpoints.</summary>
internal static class ModelName
{
    private const int MaxLength = 64;

    /// <summary>Throws <see cref="ArgumentException"/> naming the value and the rule it breaks.</summary>
    internal static void Validate(string kind, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var broken =
            name.Length > MaxLength ? $"must be at most {MaxLength} characters long" :
            !char.IsAsciiLetter(name[0]) ? "must start with an ASCII letter" :
            !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? "must hold only ASCII letters, digits and hyphens" :
            name.Contains("--", StringComparison.Ordinal) ? "must not hold two hyphens in a row" :
            name.EndsWith('-') ? "must not end with a hyphen" : null;
        if (broken is not null)
        {
            throw new ArgumentException($"{kind} name '{name}' is invalid: it {broken}.", nameof(name));
        }
    }
}
