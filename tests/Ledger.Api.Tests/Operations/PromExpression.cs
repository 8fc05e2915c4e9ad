using System.Text.RegularExpressions;

namespace Ledger.Api.Tests.Operations;

/// <summary>A series selector of a PromQL expression: a metric, and what its labels must be.</summary>
internal sealed record PromSelector(string Metric, IReadOnlyList<(string Label, string Operator, string Value)> Matchers);

/// <summary>What a PromQL expression reads: selectors in order, and the labels that it groups or joins by.</summary>
internal sealed partial record PromExpression(IReadOnlyList<PromSelector> Selectors, IReadOnlyList<string> Groupings)
{
    private static readonly string[] Clauses = ["by", "without", "on", "ignoring", "group_left", "group_right"];
    private static readonly string[] Words = ["and", "or", "unless", "bool", "offset"];

    /// <summary>Reads an expression: a name is a metric unless a bracket or a clause follows it, or it is a word of the language.</summary>
    public static PromExpression Read(string expression)
    {
        string[] tokens = [.. Token().Matches(expression).Select(match => match.Value), ""];
        var (selectors, groupings) = (new List<PromSelector>(), new List<string>());
        for (var i = 0; i < tokens.Length - 1; i++)
        {
            if (!Name().IsMatch(tokens[i]) || Words.Contains(tokens[i]))
            {
                continue;
            }

            if (Clauses.Contains(tokens[i]))
            {
                var end = Array.IndexOf(tokens, ")", i);
                groupings.AddRange(tokens[i..end].Skip(1).Where(token => Name().IsMatch(token)));
                i = end;
            }
            else if (tokens[i + 1] == "{")
            {
                var end = Array.IndexOf(tokens, "}", i);
                selectors.Add(new PromSelector(
                    tokens[i], [.. tokens[(i + 2)..end].Where(token => token != ",").Chunk(3).Select(matcher => (matcher[0], matcher[1], matcher[2].Trim('"')))]));
                i = end;
            }
            else if (tokens[i + 1] != "(" && !Clauses.Contains(tokens[i + 1]))
            {
                selectors.Add(new PromSelector(tokens[i], []));
            }
        }

        return new PromExpression(selectors, groupings);
    }

    [GeneratedRegex("""
        "[^"]*"|\d[\w.]*|[A-Za-z_:][\w:]*|=~|!~|!=|\S
        """)]
    private static partial Regex Token();

    [GeneratedRegex("^[A-Za-z_:]")]
    private static partial Regex Name();
}
