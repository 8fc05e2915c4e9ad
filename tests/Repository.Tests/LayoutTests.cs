using System.Text.RegularExpressions;

namespace Repository.Tests;

/// <summary>The house rules that a reader should be able to rely on.</summary>
public sealed partial class LayoutTests
{
    private const int ServiceProgramLines = 30;
    private const int AppHostProgramLines = 70;
    private const int FileLines = 400;

    private static readonly string[] Services =
        ["Ercp.Api", "Ephemeris.Api", "Ledger.Api", "Alcs.Api", "Synthesizer.Mcp"];

    /// <summary>Files that hold one derivation, parser or table and are read in one place.</summary>
    private static readonly string[] LongByNature = [];

    [Fact]
    public void Programs_OfServices_StayShort()
    {
        foreach (var service in Services)
        {
            Assert.InRange(Lines($"{service}/Program.cs"), 1, ServiceProgramLines);
        }
    }

    [Fact]
    public void Program_OfAppHost_StaysAPage()
    {
        if (File.Exists(Path.Combine(RepositoryRoot.Path, "AppHost/Program.cs")))
        {
            Assert.InRange(Lines("AppHost/Program.cs"), 1, AppHostProgramLines);
        }
    }

    [Fact]
    public void Sources_None_IsCompiledConditionally() =>
        Assert.Empty(RepositoryRoot.Files("*.cs").Where(file => ConditionalCompilation().IsMatch(RepositoryRoot.Read(file))));

    [Fact]
    public void Sources_None_IsLongerThanOneIdea() =>
        Assert.Empty(RepositoryRoot.Files("*.cs").Except(LongByNature).Where(file => Lines(file) > FileLines));

    [Fact]
    public void Services_None_ReferencesAnother()
    {
        foreach (var service in Services)
        {
            var project = RepositoryRoot.Read($"{service}/{service}.csproj");
            Assert.DoesNotContain(Services, other => project.Contains($"/{other}.csproj", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Versions_OfPackages_StandInOnePlace() =>
        Assert.Empty(RepositoryRoot.Files("*.csproj").Where(file => PackageVersion().IsMatch(RepositoryRoot.Read(file))));

    [Fact]
    public void Links_InDocuments_LeadSomewhere()
    {
        var broken = RepositoryRoot.Files("*.md")
            .SelectMany(file => Link().Matches(RepositoryRoot.Read(file)).Select(match => (file, target: match.Groups[1].Value)))
            .Where(link => !link.target.Contains("://", StringComparison.Ordinal) && !link.target.StartsWith('#'))
            .Where(link => !PathExists(link.file, link.target.Split('#')[0]))
            .Select(link => $"{link.file} → {link.target}");
        Assert.Empty(broken);
    }

    private static bool PathExists(string file, string target)
    {
        var path = Path.Combine(RepositoryRoot.Path, Path.GetDirectoryName(file)!, target);
        return File.Exists(path) || Directory.Exists(path);
    }

    private static int Lines(string file) => RepositoryRoot.Read(file).TrimEnd('\n').Split('\n').Length;

    [GeneratedRegex(@"^\s*#(if|elif)\b", RegexOptions.Multiline)]
    private static partial Regex ConditionalCompilation();

    [GeneratedRegex("<PackageReference[^>]*Version=")]
    private static partial Regex PackageVersion();

    [GeneratedRegex(@"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
