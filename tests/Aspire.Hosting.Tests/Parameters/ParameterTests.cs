using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Aspire.Hosting.Tests.Parameters;

public sealed class ParameterTests
{
    [Fact]
    public async Task Generated_SecondRun_IsTheSame()
    {
        using var folder = new TestFolder();
        Assert.Equal(await GeneratedAsync(folder.Path), await GeneratedAsync(folder.Path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.Path, "parameters.json")));
        }
    }

    [Fact]
    public async Task Generated_SettingGiven_IsNotMade()
    {
        using var folder = new TestFolder();
        Assert.Equal("given", await GeneratedAsync(folder.Path, "--Parameters:password", "given"));
        Assert.False(File.Exists(Path.Combine(folder.Path, "parameters.json")));
    }

    [Theory]
    [InlineData(true, true, true, true, 22)]
    [InlineData(true, false, true, false, 40)]
    [InlineData(false, false, true, false, 8)]
    public void Generate_Rules_AreKept(bool lower, bool upper, bool numeric, bool special, int length)
    {
        var value = new GenerateParameterDefault
        {
            Lower = lower,
            Upper = upper,
            Numeric = numeric,
            Special = special,
            MinLength = length,
            MinNumeric = 3,
        }.GetDefaultValue();
        Assert.Equal(length, value.Length);
        Assert.True(value.Count(char.IsAsciiDigit) >= 3);
        Assert.True(lower || !value.Any(char.IsAsciiLetterLower));
        Assert.True(upper || !value.Any(char.IsAsciiLetterUpper));
        Assert.True(special || value.All(char.IsAsciiLetterOrDigit));
    }

    [Fact]
    public async Task Start_ValuesMissing_NamesEverySetting()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddParameter("mail-password", secret: true);
        builder.AddConnectionString("warehouse");
        await using var app = await builder.BuildAsync(TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<MissingParameterValueException>(() => app.StartAsync(TestContext.Current.CancellationToken));
        Assert.Contains("Parameters__mail_password", error.Message, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings__warehouse", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddParameter_SecretPublishedAsDefault_IsRefused()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        Assert.Throws<ArgumentException>(() => builder.AddParameter("key", "value", publishValueAsDefault: true, secret: true));
    }

    private static async Task<string?> GeneratedAsync(string folder, params string[] args)
    {
        await using var builder = DistributedApplicationTestingBuilder.Create(["--PLATFORM_DATA", folder, .. args]);
        var parameter = ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, "password");
        return await parameter.GetValueAsync(TestContext.Current.CancellationToken);
    }
}
