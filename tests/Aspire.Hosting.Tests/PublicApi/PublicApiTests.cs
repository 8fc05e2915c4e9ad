using System.Reflection;

namespace Aspire.Hosting.Tests.PublicApi;

/// <summary>
/// The stand-ins show what the genuine packages show, and less. A change of it is a change of a text file, to be compared
/// with the genuine API: what only ours accepts compiles here and fails with <c>UseAspirePackages=true</c>.
/// </summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("Aspire.Hosting")]
    [InlineData("Aspire.Hosting.PostgreSQL")]
    [InlineData("Aspire.Hosting.Redis")]
    [InlineData("Aspire.Hosting.Testing")]
    [InlineData("Aspire.Npgsql")]
    [InlineData("Aspire.StackExchange.Redis")]
    [InlineData("OpenTelemetry.Extensions.Hosting")]
    public void Surface_OfStandIn_IsTheReviewedOne(string name)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "PublicApi", $"{name}.txt");
        var reviewed = File.Exists(file) ? File.ReadAllLines(file) : [];
        string[] actual = [.. PublicSurface.Of(Assembly.Load(name))];
        if (!actual.SequenceEqual(reviewed))
        {
            var proposal = Path.ChangeExtension(file, ".actual.txt");
            Directory.CreateDirectory(Path.GetDirectoryName(proposal)!);
            File.WriteAllLines(proposal, actual);
            Assert.Fail(
                $"New: {string.Join("; ", actual.Except(reviewed).Select(l => l.Trim()))}{Environment.NewLine}" +
                $"Gone: {string.Join("; ", reviewed.Except(actual).Select(l => l.Trim()))}{Environment.NewLine}" +
                $"If the genuine package has it so, copy {proposal} over tests/Aspire.Hosting.Tests/PublicApi/{name}.txt.");
        }
    }
}
