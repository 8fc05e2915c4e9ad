using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Correlation;
using Platform.ServiceDefaults.Telemetry;
using ServiceDefaults.Tests.Fakes;

namespace ServiceDefaults.Tests.Telemetry;

public sealed class LogLinesTests
{
    private static readonly ManualTime Time = new(new DateTimeOffset(2025, 1, 15, 10, 30, 0, 123, TimeSpan.Zero));

    [Fact]
    public void Json_Line_HasTheContractsFieldsAndTheValues()
    {
        using var scope = CorrelationId.Begin("req_1");
        var line = Write(Json(), LogLevel.Warning, "two\nlines \"quoted\"", [new("SessionId", "s1"), new("Duration", 12L), new("{OriginalFormat}", "x")]);
        Assert.Equal(1, line.Count(c => c == '\n'));
        var fields = JsonDocument.Parse(line).RootElement;
        Assert.Equal("2025-01-15T10:30:00.123Z", fields.GetProperty("timestamp").GetString());
        Assert.Equal("warn", fields.GetProperty("level").GetString());
        Assert.Equal("two\nlines \"quoted\"", fields.GetProperty("message").GetString());
        Assert.Equal("req_1", fields.GetProperty("correlationId").GetString());
        Assert.Equal("s1", fields.GetProperty("sessionId").GetString());
        Assert.Equal(12, fields.GetProperty("duration").GetInt32());
        Assert.Equal("sample", fields.GetProperty("service").GetString());
        Assert.Equal("Test", fields.GetProperty("environment").GetString());
        Assert.False(fields.TryGetProperty("{OriginalFormat}", out _));
    }

    [Fact]
    public void Json_ValueNamedLikeAField_CannotReplaceIt()
    {
        var line = Write(Json(), LogLevel.Information, "true one", [new("Message", "forged"), new("Level", "debug")]);
        var fields = JsonDocument.Parse(line).RootElement;
        Assert.Equal("true one", fields.GetProperty("message").GetString());
        Assert.Equal("info", fields.GetProperty("level").GetString());
        Assert.DoesNotContain("forged", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_ServiceNamesTheIdOtherwise_UsesItsName()
    {
        using var scope = CorrelationId.Begin("abc");
        var line = Write(Json(new LogLineOptions { CorrelationField = "correlation_id" }), LogLevel.Error, "x", []);
        Assert.Contains("\"correlation_id\":\"abc\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_MessageWithLineBreaks_StaysOneLine()
    {
        var line = Write(new TextLines(Time), LogLevel.Warning, "one\ntwo", []);
        Assert.Equal("10:30:00.123 warn Category one\\ntwo\n", line.ReplaceLineEndings("\n"));
    }

    private static JsonLines Json(LogLineOptions? options = null) =>
        new(new ServiceIdentity("sample", "ServiceDefaults.Tests", "Test"), Options.Create(options ?? new()), Time);

    private static string Write(ConsoleFormatter formatter, LogLevel level, string message, List<KeyValuePair<string, object?>> values)
    {
        using var text = new StringWriter();
        var entry = new LogEntry<List<KeyValuePair<string, object?>>>(level, "Some.Category", default, values, null, (_, _) => message);
        formatter.Write(entry, null, text);
        return text.ToString();
    }
}
