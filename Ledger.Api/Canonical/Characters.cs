namespace Ledger.Api.Canonical;

/// <summary>Text by characters as the contract counts them: Unicode code points, whatever UTF-8 or UTF-16 need for one.</summary>
internal static class Characters
{
    /// <summary>Number of characters; half of a surrogate pair counts as one.</summary>
    public static int Count(string text) => text.EnumerateRunes().Count();

    /// <summary>At most so many characters from the start, none of them cut in half.</summary>
    public static string Cut(string text, int most) => text.Length <= most ? text : string.Concat(text.EnumerateRunes().Take(most));
}
