using Aspire.Hosting.Reporting;

namespace Aspire.Hosting.Tests.Reporting;

public sealed class RequestSampleTests
{
    [Fact]
    public void Curl_FirstRequest_IsReadyToPaste()
    {
        string[] lines =
        [
            "@host = http://localhost:8000",
            "# A chart",
            "POST {{host}}/calculate HTTP/1.1",
            "Content-Type: application/json",
            "X-API-Key: {{key}}",
            "",
            "{ \"place\": \"L'Aquila\" }",
            "",
            "### another",
            "GET {{host}}/health",
        ];
        Assert.Equal(
            @"curl -s -X POST 'http://127.0.0.1:9/calculate' -H 'Content-Type: application/json' -H 'X-API-Key: k' " +
            @"-d '{ ""place"": ""L'\''Aquila"" }'",
            RequestSample.Curl(lines, "http://127.0.0.1:9", "k"));
    }

    [Theory]
    [InlineData("GET http://localhost:3000/health", "curl -s 'http://h:1/health'")]
    [InlineData("GET /v1/tree?size=3", "curl -s 'http://h:1/v1/tree?size=3'")]
    public void Curl_OneLine_ReplacesTheHost(string line, string expected) =>
        Assert.Equal(expected, RequestSample.Curl([line], "http://h:1", null));

    [Fact]
    public void Curl_NoRequest_IsNone() => Assert.Null(RequestSample.Curl(["# nothing yet"], "http://h:1", "k"));

    [Fact]
    public void Curl_NoFile_AsksForHealth() =>
        Assert.Equal("curl -s 'http://h:1/health'", RequestSample.Curl(Path.GetTempPath(), "http://h:1", "k"));
}
