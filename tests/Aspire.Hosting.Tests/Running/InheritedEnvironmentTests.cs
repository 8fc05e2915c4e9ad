using Aspire.Hosting.Running;

namespace Aspire.Hosting.Tests.Running;

public sealed class InheritedEnvironmentTests
{
    [Theory]
    [InlineData("Logging__LogLevel__Default", true)]
    [InlineData("LOGGING__CONSOLE__FORMATTERNAME", true)]
    [InlineData("ASPNETCORE_URLS", true)]
    [InlineData("DOTNET_LAUNCH_PROFILE", true)]
    [InlineData("Parameters__api-key", true)]
    [InlineData("OTEL_SERVICE_NAME", true)]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", true)]
    [InlineData("RATE_LIMIT_MAX_REQUESTS", false)]
    [InlineData("ERCP_API_KEYS", false)]
    [InlineData("PATH", false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", false)]
    public void IsOwn_Name_TellsWhatStaysWithTheAppHost(string name, bool expected) =>
        Assert.Equal(expected, InheritedEnvironment.IsOwn(name));

    [Fact]
    public void Read_Always_NamesTheRuntime() =>
        Assert.True(Directory.Exists(Path.Combine(InheritedEnvironment.Read()["DOTNET_ROOT"], "shared", "Microsoft.NETCore.App")));
}
