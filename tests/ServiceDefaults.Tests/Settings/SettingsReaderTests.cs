using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Platform.ServiceDefaults.Settings;

namespace ServiceDefaults.Tests.Settings;

public sealed class SettingsReaderTests
{
    [Fact]
    public void Text_FirstNameBlank_TakesTheAlias()
    {
        var settings = Reader(("A", "  "), ("B", " value "));
        Assert.Equal("value", settings.Text("A", "B"));
        Assert.Null(settings.Text("A"));
    }

    [Theory]
    [InlineData("12", 12)]
    [InlineData(null, 7)]
    public void Number_InRangeOrUnset_IsRead(string? text, int expected)
    {
        var settings = Reader(("N", text));
        Assert.Equal(expected, settings.Number("N", 7, 1, 20));
        Assert.Empty(settings.Problems);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("21")]
    [InlineData("1.5")]
    [InlineData("many")]
    public void Number_OutOfRangeOrNoNumber_IsAFaultNamingSettingRangeAndValue(string text)
    {
        var settings = Reader(("N", text));
        Assert.Equal(7, settings.Number("N", 7, 1, 20));
        Assert.Equal($"N must be a whole number from 1 to 20, got '{text}'.", Assert.Single(settings.Problems));
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("TRUE", true)]
    [InlineData("off", false)]
    [InlineData("no", false)]
    public void Flag_KnownWord_IsRead(string text, bool expected) =>
        Assert.Equal(expected, Reader(("F", text)).Flag("F", !expected));

    [Fact]
    public void Flag_UnknownWord_IsAFault()
    {
        var settings = Reader(("F", "maybe"));
        Assert.True(settings.Flag("F", true));
        Assert.Contains("F must be true or false", Assert.Single(settings.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void List_CommasSemicolonsAndBlanks_AreSplitAndTrimmed() =>
        Assert.Equal(["a", "b", "c"], Reader(("L", " a,, b ;c ")).List("L", "x"));

    [Fact]
    public void Secret_GivenAsFile_IsReadFromIt()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "s3cret\n");
            Assert.Equal("s3cret", Reader(("KEY_FILE", path)).Secret("KEY"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Secret_FileMissing_IsAFault()
    {
        var settings = Reader(("KEY_FILE", "/no/such/file"));
        Assert.Null(settings.Secret("KEY"));
        Assert.Contains("KEY_FILE", Assert.Single(settings.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10/minute", 10, 60)]
    [InlineData("5 per second", 5, 1)]
    [InlineData("100 / Hours", 100, 3600)]
    [InlineData(null, 7, 86400)]
    public void Rate_Wellformed_IsRead(string? text, int limit, int seconds)
    {
        var rate = Reader(("R", text)).Rate("R", "7/day");
        Assert.Equal(limit, rate!.Value.Limit);
        Assert.Equal(seconds, rate.Value.Length.TotalSeconds);
    }

    [Theory]
    [InlineData("10")]
    [InlineData("0/minute")]
    [InlineData("-1/minute")]
    [InlineData("10/fortnight")]
    public void Rate_Malformed_IsAFault(string text)
    {
        var settings = Reader(("R", text));
        Assert.Null(settings.Rate("R", "7/day"));
        Assert.Equal($"R must be a rate such as 10/minute, got '{text}'.", Assert.Single(settings.Problems));
    }

    private static SettingsReader Reader(params (string Name, string? Value)[] settings) => new(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, setting => setting.Value)).Build(),
        new HostingEnvironment { EnvironmentName = Environments.Development });
}
