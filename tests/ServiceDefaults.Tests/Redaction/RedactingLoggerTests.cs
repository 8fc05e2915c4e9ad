using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.ServiceDefaults.Redaction;
using Platform.Tests.Shared;
using ServiceDefaults.Tests.Fakes;

namespace ServiceDefaults.Tests.Redaction;

public sealed partial class RedactingLoggerTests
{
    private readonly string _planted = "planted-" + Guid.NewGuid();

    [Fact]
    public async Task Log_SecretInMessageValueScopeAndException_ReachesNoProvider()
    {
        using var collected = new LogCollector();
        await using var service = await SampleService.StartAsync(
            services: services => services.AddSingleton<ILoggerProvider>(collected));
        var log = service.Services.GetRequiredService<ILoggerFactory>().CreateLogger("test");
        _ = new Secret(_planted);
        using (log.BeginScope(new Dictionary<string, object?> { ["detail"] = _planted }.ToList()))
        {
            Says(log, _planted, 42, new InvalidOperationException("because of " + _planted, new IOException(_planted)));
        }

        SaysKey(log, "short");
        Assert.NotEmpty(collected.Everything);
        Assert.DoesNotContain(collected.Everything, text => text.Contains(_planted, StringComparison.Ordinal));
        Assert.Contains(collected.Everything, text => text.Contains("about **** and 42", StringComparison.Ordinal));
        Assert.Contains(collected.Everything, text => text.Contains("InvalidOperationException: because of ****", StringComparison.Ordinal));
        Assert.DoesNotContain(collected.Everything, text => text.Contains("short", StringComparison.Ordinal));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "about {What} and {Number}")]
    private static partial void Says(ILogger log, string what, int number, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "key is kept: {ApiKey}")]
    private static partial void SaysKey(ILogger log, string apiKey);
}
