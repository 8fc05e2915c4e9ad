using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Aspire.Hosting.Tests.ApplicationModel;

public sealed class NamesTests
{
    [Theory]
    [InlineData("1st", "start with an ASCII letter")]
    [InlineData("a_b", "only ASCII letters, digits and hyphens")]
    [InlineData("a--b", "two hyphens in a row")]
    [InlineData("a-", "end with a hyphen")]
    [InlineData("naïve", "only ASCII letters")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234x", "at most 64")]
    public void Name_BreakingARule_IsRefusedNamingIt(string name, string rule)
    {
        var error = Assert.Throws<ArgumentException>(() => new ParameterResource(name, _ => "x"));
        Assert.Contains(rule, error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_TakenInAnotherCase_IsRefused()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddParameter("Key", "x");
        var error = Assert.Throws<DistributedApplicationException>(() => builder.AddParameter("key", "y"));
        Assert.Contains("'Key'", error.Message, StringComparison.Ordinal);
    }
}
