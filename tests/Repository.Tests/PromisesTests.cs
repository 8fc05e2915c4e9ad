using System.Text.RegularExpressions;

namespace Repository.Tests;

/// <summary>docs/promises.md may only name proofs that exist.</summary>
public sealed partial class PromisesTests
{
    private const string NotYet = "*not yet*";

    [Fact]
    public void Promises_EveryRow_NamesAnExistingProofOrSaysNotYet()
    {
        var rows = Rows().ToList();
        Assert.NotEmpty(rows);
        var wrong = rows
            .Where(row => row.Proof != NotYet)
            .SelectMany(row => Proofs(row.Proof).DefaultIfEmpty(string.Empty).Select(proof => (row.Promise, proof)))
            .Where(item => !Exists(item.proof))
            .Select(item => $"'{item.Promise}' names '{item.proof}'")
            .ToList();
        Assert.True(wrong.Count == 0, "No such test or benchmark: " + string.Join("; ", wrong));
    }

    [Theory]
    [InlineData("Repository.Tests/PromisesTests.Promises_EveryRow_NamesAnExistingProofOrSaysNotYet", true)]
    [InlineData("Repository.Tests/PromisesTests.Promises_NoSuchMethod", false)]
    [InlineData("Repository.Tests/NoSuchClass.Promises_EveryRow_NamesAnExistingProofOrSaysNotYet", false)]
    [InlineData("bench/no-such-benchmark", false)]
    [InlineData("", false)]
    public void Exists_Proof_IsFoundOnlyWhereItIs(string proof, bool expected) => Assert.Equal(expected, Exists(proof));

    private static IEnumerable<(string Promise, string Proof)> Rows() =>
        RepositoryRoot.Read("docs/promises.md").Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Trim().Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())
            .Where(cells => cells is not ["promise", ..])
            .Select(cells => cells.Length == 3
                ? (cells[0], cells[2])
                : throw new InvalidOperationException("A row has not three cells: " + string.Join(" | ", cells)));

    private static IEnumerable<string> Proofs(string cell) => CodeSpan().Matches(cell).Select(match => match.Groups[1].Value);

    private static bool Exists(string proof)
    {
        if (proof.StartsWith("bench/", StringComparison.Ordinal))
        {
            var path = Path.Combine(RepositoryRoot.Path, proof);
            return File.Exists(path) || Directory.Exists(path);
        }

        return TestName().Match(proof) is { Success: true } name
            && RepositoryRoot.Files("*.cs")
                .Where(file => file.StartsWith($"tests/{name.Groups["project"].Value}/", StringComparison.Ordinal))
                .Select(RepositoryRoot.Read)
                .Any(text => Regex.IsMatch(text, $@"\bclass {name.Groups["class"].Value}\b")
                    && Regex.IsMatch(text, $@"\b(void|Task) {name.Groups["method"].Value}\("));
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"^(?<project>[\w.]+)/(?<class>\w+)\.(?<method>\w+)$")]
    private static partial Regex TestName();
}
