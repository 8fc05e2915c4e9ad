using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Ephemeris.Api.Tests.Http;

public sealed class OperationsTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task Health_StoresThatNobodyConfigured_AreShownAndNoFault()
    {
        // A host of its own: the shared one has answered errors by now.
        await using var fresh = new Service();
        var health = await fresh.GetAsync("/health");
        Assert.Equal("healthy", health.GetProperty("status").GetString());
        Assert.Equal(
            "not_configured", health.GetProperty("checks").GetProperty("dependencies").GetProperty("PostgreSql").GetProperty("status").GetString());
    }

    [Fact]
    public async Task Health_Body_HasEveryCheckOfTheContract()
    {
        var health = await service.GetAsync("/health");
        Assert.Contains(health.GetProperty("status").GetString(), new[] { "healthy", "degraded" });
        var checks = health.GetProperty("checks");
        Assert.Equal(6378.1366, checks.GetProperty("spice").GetProperty("earth_radii_km")[0].GetDouble());
        Assert.True(checks.GetProperty("spice").GetProperty("kernels_loaded").GetInt32() >= 3);
        Assert.False(string.IsNullOrEmpty(checks.GetProperty("time_resolver").GetProperty("tzdb_version").GetString()));
        foreach (var name in new[] { "performance", "security", "system" })
        {
            Assert.Equal("ok", checks.GetProperty(name).GetProperty("status").GetString());
        }

        Assert.False(health.GetProperty("service").GetProperty("debug_enabled").GetBoolean());
    }

    // Else an outage of the database would outlast itself by the five minutes that errors are remembered.
    [Theory]
    [InlineData("/health")]
    [InlineData("/health/ready")]
    public async Task Health_ItsOwnRefusals_AreNoErrorsOfRequests(string path)
    {
        await using var host = service.WithWebHostBuilder(builder => builder.UseSetting(
            "ConnectionStrings:ephemerisdb", "Host=127.0.0.1;Port=1;Username=nobody;Password=none;Database=none"));
        using var client = host.CreateClient();
        for (var i = 0; i < 3; i++)
        {
            using var refused = await client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }

        using var response = await client.GetAsync("/health", TestContext.Current.CancellationToken);
        var health = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        var performance = health.GetProperty("checks").GetProperty("performance");
        Assert.Equal("ok", performance.GetProperty("status").GetString());
        Assert.Equal(0, performance.GetProperty("total_requests").GetInt64());
    }

    // Every member that the contract's section 2.5 names.
    [Theory]
    [InlineData("/health", "status timestamp uptime_seconds checks.spice.status checks.spice.kernels_loaded checks.spice.spice_version checks.spice.earth_radii_km checks.time_resolver.status checks.time_resolver.tzdb_version checks.performance.status checks.performance.latency_p50_ms checks.performance.latency_p95_ms checks.performance.error_rate checks.performance.total_requests checks.security.status checks.security.blocked_requests checks.security.rate_limited_requests checks.security.suspicious_requests checks.security.security_headers_enabled checks.security.trusted_hosts_configured checks.system.status checks.system.memory_usage_mb checks.system.cpu_percent checks.system.open_files service.version service.environment service.debug_enabled service.rate_limiting_enabled service.cors_origins service.security_hardening_enabled service.instance_id")]
    [InlineData("/healthz", "status timestamp version kernels.bundle kernels.ok kernels.path kernels.verified kernels.file_count cache cache_health pool.size pool.queue_depth pool.total_requests pool.success_rate pool.healthy ephemeris.policy ephemeris.de440_range ephemeris.default time.tzdb_version time.parity_profile_default metrics rate_limiting")]
    [InlineData("/version", "service_version spice_version kernel_set.tag kernel_set.count kernel_set.de_ephemeris kernel_set.earth_orientation kernel_set.planetary_constants kernel_set.leap_seconds coordinate_frames.reference coordinate_frames.observer coordinate_frames.ecliptic coordinate_frames.aberration_correction ayanamsa_systems precision")]
    public async Task Operations_Body_HasEveryMember(string path, string members)
    {
        var body = await service.GetAsync(path);
        foreach (var member in members.Split(' '))
        {
            var at = body;
            foreach (var name in member.Split('.'))
            {
                Assert.True(at.TryGetProperty(name, out at), $"{path} lacks {member}");
            }
        }
    }

    [Fact]
    public async Task Healthz_Body_NamesNoPath()
    {
        var health = await service.GetAsync("/healthz");
        var kernels = health.GetProperty("kernels");
        Assert.True(kernels.GetProperty("ok").GetBoolean());
        Assert.DoesNotContain("/", kernels.GetProperty("path").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_Lists_ModelsAndPrecision()
    {
        var version = await service.GetAsync("/version");
        Assert.Equal("LT+S", version.GetProperty("coordinate_frames").GetProperty("aberration_correction").GetString());
        Assert.Equal("DE440", version.GetProperty("kernel_set").GetProperty("tag").GetString());
        Assert.Equal(8, version.GetProperty("precision").GetProperty("distance_decimals").GetInt32());
    }

    [Fact]
    public async Task Kernels_List_ShowsSegmentsGapsAndDigests()
    {
        var kernels = (await service.GetAsync("/v1/kernels")).GetProperty("kernels").EnumerateArray().ToList();
        var historical = kernels.Single(kernel => kernel.GetProperty("name").GetString() == "se431_historical");
        Assert.Equal(3, historical.GetProperty("gaps").GetProperty("301").GetArrayLength());
        Assert.Equal("known", historical.GetProperty("verification").GetString());
        Assert.Equal(56, historical.GetProperty("segments").GetArrayLength());
        Assert.Contains("Not a JPL or NAIF product", historical.GetProperty("comments").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/info", 200)]
    [InlineData("/info/de440", 200)]
    [InlineData("/info/se431_historical", 200)]
    [InlineData("/info/de999", 404)]
    [InlineData("/routing", 200)]
    [InlineData("/debug", 404)]
    public async Task Operations_Routes_Answer(string path, int status) => await service.GetAsync(path, status);

    [Fact]
    public async Task Debug_SwitchedOn_Answers()
    {
        await using var host = service.WithWebHostBuilder(builder => builder.UseSetting("DEBUG", "1"));
        using var client = host.CreateClient();
        using var response = await client.GetAsync("/debug", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task RateLimit_EleventhCalculation_IsRefused()
    {
        await using var host = service.WithWebHostBuilder(builder => builder.UseSetting("DISABLE_RATE_LIMIT", "0"));
        using var client = host.CreateClient();
        List<HttpStatusCode> answers = [];
        // The window may turn once during the test: of 21 requests at least one is over ten.
        for (var i = 0; i < 21; i++)
        {
            using var content = new StringContent("""{"birth_time":"2024-06-21T18:00:00Z","latitude":1,"longitude":2}""", null, "application/json");
            using var response = await client.PostAsync("/calculate", content, TestContext.Current.CancellationToken);
            answers.Add(response.StatusCode);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                Assert.NotNull(response.Headers.RetryAfter);
                var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                Assert.Contains("RATE.LIMITED", body, StringComparison.Ordinal);
                Assert.Contains("rate limit exceeded", body, StringComparison.Ordinal);
            }
        }

        Assert.Equal(HttpStatusCode.OK, answers[0]);
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
    }
}
