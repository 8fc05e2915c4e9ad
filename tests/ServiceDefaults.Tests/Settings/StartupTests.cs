using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.ServiceDefaults.Settings;
using ServiceDefaults.Tests.Fakes;

namespace ServiceDefaults.Tests.Settings;

public sealed class StartupTests
{
    [Fact]
    public async Task Start_SeveralFaultsInSeveralOptions_AreReportedTogether()
    {
        var failure = await Assert.ThrowsAsync<StartupException>(() => SampleService.StartAsync(
            edge: (_, settings) => settings.Number("FIRST", 1),
            settings: new() { ["FIRST"] = "x", ["SECOND"] = "y" },
            services: services => services.AddSettings<SliceOptions>(
                (options, settings) => options.Enabled = settings.Flag("SECOND", true))));

        Assert.Equal(2, failure.Problems.Count);
        Assert.Contains("FIRST", failure.Message, StringComparison.Ordinal);
        Assert.Contains("SECOND", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ENVIRONMENT", "production", "Production")]
    [InlineData("APP_ENV", "Development", "Development")]
    [InlineData("ENV", "/root/.shinit", "Staging")]
    public async Task Environment_DocumentedName_DecidesTheKind(string name, string value, string expected)
    {
        await using var service = await SampleService.StartAsync(
            settings: new() { [name] = value, ["ConnectionStrings:sampledb"] = SampleService.AwayDatabase },
            environment: Environments.Staging);
        Assert.Equal(expected, service.Services.GetRequiredService<IHostEnvironment>().EnvironmentName);
    }

    private sealed class SliceOptions
    {
        public bool Enabled { get; set; }
    }
}
