using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Errors;
using ServiceDefaults.Tests.Fakes;

namespace ServiceDefaults.Tests.Errors;

public sealed class ProblemTests
{
    private static readonly Dictionary<string, string?> NoSettings = [];

    [Fact]
    public async Task Handler_ReturnsError_AnswersItsProblem()
    {
        await using var service = await StartAsync();
        using var response = await service.Client().GetAsync("/missing", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await BodyAsync(response);
        Assert.Equal("thing_not_found", problem.GetProperty("code").GetString());
        Assert.Equal("No such thing", problem.GetProperty("title").GetString());
        Assert.Equal("Thing not found: 7", problem.GetProperty("detail").GetString());
        Assert.Equal(404, problem.GetProperty("status").GetInt32());
        Assert.Equal(7, problem.GetProperty("thing").GetInt32());
        Assert.NotEmpty(problem.GetProperty("request_id").GetString()!);
    }

    [Fact]
    public async Task Handler_Throws_AnswersNoInternals()
    {
        await using var service = await StartAsync();
        using var response = await service.Client().GetAsync("/broken", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("planted-secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", text, StringComparison.Ordinal);
        Assert.Contains("\"internal\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handler_ThrowsWhatIsMapped_AnswersTheMappedError()
    {
        await using var service = await StartAsync((options, _) => options.Problems.Exceptions.Add(
            failure => failure is InvalidOperationException ? new SharedError(503, "storage_unavailable", "t", "d") { RetryAfterSeconds = 3 } : null));
        using var response = await service.Client().GetAsync("/broken", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(3), response.Headers.RetryAfter?.Delta);
    }

    [Theory]
    [InlineData("GET", "/nowhere", 404, "not_found")]
    [InlineData("DELETE", "/order", 405, "method_not_allowed")]
    [InlineData("GET", "/page", 406, "not_acceptable")]
    public async Task Framework_RefusesWithoutBody_AnswersAProblem(string method, string path, int status, string code)
    {
        await using var service = await StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Accept.ParseAdd("text/html");
        using var response = await service.Client().SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, (await BodyAsync(response)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("{\"item\":", "application/json", 400, "malformed_request", "is not well-formed JSON at line 1, byte")]
    [InlineData("{\"item\":\"egg\",\"count\":\"many\"}", "application/json", 422, "validation_failed", "count must be a whole number, got 'many'")]
    [InlineData("{\"item\":\"egg\",\"lines\":[{\"price\":true}]}", "application/json", 422, "validation_failed", "lines[0].price must be a number, got true")]
    [InlineData("{\"item\":\"egg\",\"lines\":3}", "application/json", 422, "validation_failed", "lines must be a list, got 3")]
    [InlineData("{\"count\":1}", "application/json", 422, "validation_failed", "item is required")]
    [InlineData("", "application/json", 422, "validation_failed", "body is required as JSON")]
    [InlineData("{\"item\":\"\\ud800\"}", "application/json", 422, "validation_failed", "item must be text")]
    [InlineData("item=egg", "text/plain", 415, "unsupported_media_type", "application/json was wanted")]
    [InlineData("{\"item\":\"egg\",\"count\":99}", "application/json", 422, "validation_failed", "count must be between 1 and 20, got 99")]
    [InlineData("{\"item\":\"egg\",\"count\":2,\"unit_size\":0}", "application/json", 422, "validation_failed", "unit_size must be between 1 and 5, got 0")]
    [InlineData("{\"item\":\"egg\",\"api_token\":\"hunter2hunter2\"}", "application/json", 422, "validation_failed", "api_token must")]
    public async Task Body_Wrong_NamesFieldValueAndWanted(string body, string type, int status, string code, string detail)
    {
        await using var service = await StartAsync();
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var response = await service.Client().PostAsync("/order", content, TestContext.Current.CancellationToken);

        var problem = await BodyAsync(response);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("System.", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/list?limit=abc", "limit must be a whole number, got 'abc'")]
    [InlineData("/list", "limit is required")]
    [InlineData("/thing/x1", "id must be a UUID, got 'x1'")]
    public async Task Parameter_Wrong_NamesFieldValueAndWanted(string path, string detail)
    {
        await using var service = await StartAsync();
        using var response = await service.Client().GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(422, (int)response.StatusCode);
        Assert.Equal(detail, (await BodyAsync(response)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Body_SeveralFaults_AreAllNamedInErrors()
    {
        await using var service = await StartAsync();
        using var response = await service.Client().PostAsJsonAsync(
            "/order", new { item = "a name that is too long", count = 0 }, TestContext.Current.CancellationToken);

        var errors = (await BodyAsync(response)).GetProperty("errors").EnumerateArray().ToList();
        Assert.Equal(["count", "item"], errors.Select(error => error.GetProperty("field").GetString()).Order());
    }

    [Fact]
    public async Task Customize_ServiceShape_IsSent()
    {
        await using var service = await StartAsync((options, _) =>
        {
            options.Problems.Codes[SharedCodes.Malformed] = "json_invalid";
            options.Problems.MalformedStatus = 422;
            options.Problems.RequestIdMember = "correlationId";
            options.Problems.Customize = problem =>
            {
                problem.Set("error", problem.Code);
                problem.Set("detail", problem.Faults.Select(fault => new { loc = new[] { fault.In, fault.Path }, type = fault.Code }));
            };
        });
        using var content = new StringContent("{", Encoding.UTF8, "application/json");
        using var response = await service.Client().PostAsync("/order", content, TestContext.Current.CancellationToken);

        var problem = await BodyAsync(response);
        Assert.Equal(422, (int)response.StatusCode);
        Assert.Equal("json_invalid", problem.GetProperty("error").GetString());
        Assert.Equal("body", problem.GetProperty("detail")[0].GetProperty("loc")[0].GetString());
        Assert.True(problem.TryGetProperty("correlationId", out _));
    }

    private static Task<SampleService> StartAsync(Action<EdgeOptions, Platform.ServiceDefaults.Settings.SettingsReader>? edge = null) =>
        SampleService.StartAsync(
            (options, settings) =>
            {
                options.Auth.IsEnabled = false;
                edge?.Invoke(options, settings);
            },
            app =>
            {
                app.MapGet("/missing", () => new ErrorResult(new ThingNotFound(7)));
                app.MapGet("/broken", string () => throw new InvalidOperationException("planted-secret"));
                app.MapGet("/page", () => TypedResults.StatusCode(406));
                app.MapGet("/list", (int limit) => limit);
                app.MapGet("/thing/{id}", (Guid id) => id);
                app.MapPost("/order", (Order order) => order);
            },
            settings: NoSettings,
            services: services =>
            {
                services.AddValidation();
                services.ConfigureHttpJsonOptions(
                    json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);
            });

    private static Task<JsonElement> BodyAsync(HttpResponseMessage response) =>
        response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

    private sealed record ThingNotFound(int Id) : Error(404, "thing_not_found", "No such thing", $"Thing not found: {Id}")
    {
        public override IReadOnlyDictionary<string, object?> Extensions => new Dictionary<string, object?> { ["thing"] = Id };
    }
}

/// <summary>A request with one rule of each kind.</summary>
public sealed record Order
{
    [StringLength(10)]
    public required string Item { get; init; }

    [Range(1, 20)]
    public int Count { get; init; } = 1;

    [Range(1, 5)]
    public int? UnitSize { get; init; }

    [StringLength(5)]
    public string? ApiToken { get; init; }

    public IReadOnlyList<OrderLine> Lines { get; init; } = [];
}

/// <summary>Nested, so that paths have more than one step.</summary>
public sealed record OrderLine(double Price);
