using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Configuration;
using Platform.ServiceDefaults.Redaction;

namespace ServiceDefaults.Tests.Redaction;

public sealed class RedactorTests
{
    // Shapes are put together here, so that no scanner takes this file for a leak.
    public static TheoryData<string, string> Shapes => new()
    {
        { "ghp_" + Repeat("aB3", 36), "ghp_****" },
        { "github_pat_" + Repeat("x1_", 60), "gith****" },
        { "glpat-" + Repeat("q9", 20), "glpa****" },
        { "hf_" + Repeat("Ab1", 34), "hf_A****" },
        { "sk-" + Repeat("a1", 32), "sk-a****" },
        { "sk-ant-api03-" + Repeat("z-_9", 80), "sk-a****" },
        { "gsk_" + Repeat("k2", 50), "gsk_****" },
        { "xai-" + Repeat("m3", 40), "xai-****" },
        { "sk_live_" + Repeat("s4", 24), "sk_l****" },
        { "xoxb-" + Repeat("12-", 30), "xoxb****" },
        { "AIza" + Repeat("c5", 35), "AIza****" },
        { "AKIA" + Repeat("Z7", 16), "AKIA****" },
        { "npm_" + Repeat("n6", 36), "npm_****" },
        { "pypi-" + Repeat("p8", 60), "pypi****" },
        { "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0." + Repeat("sig_", 40), "eyJh****" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Redact_CredentialOfKnownShape_KeepsFourCharacters(string secret, string shown)
    {
        Assert.Equal($"calling with {shown}, again {shown}.", Redactor.Redact($"calling with {secret}, again {secret}."));
    }

    [Theory]
    [InlineData("password=hunter2", "password=****")]
    [InlineData("password=correct horse", "password=**** horse")]
    [InlineData("DB_PASSWORD: a-very-long-password-1", "DB_PASSWORD: ****")]
    [InlineData("{\"client_secret\": \"s3cr3t-s3cr3t-s3cr3t\"}", "{\"client_secret\": \"s3cr****\"}")]
    [InlineData("{\"password\":\"with \\\"quotes\\\" inside\"}", "{\"password\":\"****\"}")]
    [InlineData("\"{\\\"api_key\\\":\\\"abcdefgh1234567\\\"}\"", "\"{\\\"api_key\\\":\\\"abcd****\\\"}\"")]
    [InlineData("GET /x?access_token=abcdefgh1234567&page=2", "GET /x?access_token=abcd****&page=2")]
    [InlineData("X-API-Key: abcdefgh1234567", "X-API-Key: abcd****")]
    [InlineData("Authorization: Bearer abcdefgh1234567", "Authorization: Bearer abcd****")]
    [InlineData("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic dXNl****")]
    [InlineData("header Bearer abcdefgh12345678", "header Bearer abcd****")]
    [InlineData("Host=db;Username=u;Password=p;Port=1", "Host=db;Username=u;Password=****;Port=1")]
    [InlineData("localhost:6379,password=short,ssl=true", "localhost:6379,password=****,ssl=true")]
    [InlineData("postgres://ann:pass@db:5432/x", "postgres://****@db:5432/x")]
    [InlineData("see https://token123@host/p?q=a@b", "see https://****@host/p?q=a@b")]
    public void Redact_ValueUnderSensitiveKey_IsMasked(string text, string expected) =>
        Assert.Equal(expected, Redactor.Redact(text));

    [Theory]
    [InlineData("run 3f2b8c1e-9a47-4d0e-8b61-2f6d7c9e0a11 took 12 ms")]
    [InlineData("commit 9fceb02d0ae598e95dc970b74767f19372d61af8")]
    [InlineData("sha256:fb90f7a4c36739e17a27431835b46ade1379c12ac82ba46ff8d79d0a7bc95b7f")]
    [InlineData("max_tokens=2000 total_tokens: 345")]
    [InlineData("the basic authentication of bearer tokens")]
    [InlineData("task-force and risk-assessment-of-long-words-here")]
    [InlineData("http://host:80/a@b")]
    [InlineData("PostgreSQL refuses the user or password given in ConnectionStrings__ercpdb")]
    [InlineData("DenyAnonymousAuthorizationRequirement: Requires an authenticated user.")]
    [InlineData("")]
    public void Redact_NothingSecret_ReturnsTheSameInstance(string text) => Assert.Same(text, Redactor.Redact(text));

    [Fact]
    public void Redact_PrivateKey_MasksAllLines()
    {
        var pem = "-----BEGIN " + "PRIVATE KEY-----\nMIIEvQ\nabc\n-----END " + "PRIVATE KEY-----";
        Assert.Equal("key:\n****\nafter", Redactor.Redact($"key:\n{pem}\nafter"));
    }

    [Fact]
    public void Redact_KnownSecret_IsMaskedPlainEncodedAndInBase64()
    {
        var value = "käse & brot " + Guid.NewGuid();
        var secret = new Secret(value);
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes(value));
        var text = Redactor.Redact($"a {value} b {Uri.EscapeDataString(value)} c {basic} {secret}");
        Assert.Equal("a **** b **** c ****", text[..20]);
        Assert.EndsWith("***", text, StringComparison.Ordinal);
        Assert.DoesNotContain(basic.TrimEnd('='), text, StringComparison.Ordinal);
        Assert.Equal(value, secret.Reveal());
    }

    [Fact]
    public void Redact_SecretsOfConfiguration_AreMasked()
    {
        var id = Guid.NewGuid().ToString("N");
        KnownSecrets.AddFrom(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["JWT_SECRET"] = "jwt" + id,
            ["ERCP_API_KEYS"] = $"someclient=key{id}:readonly,plain{id}",
            ["ConnectionStrings:ercpdb"] = $"Host=h;Password=db{id}",
            ["ConnectionStrings:redis"] = $"h:1,password=rd{id},ssl=true",
            ["REDIS_URL"] = $"redis://:ur{id}@h:1",
        }).Build());

        foreach (var prefix in (string[])["jwt", "key", "plain", "db", "rd", "ur"])
        {
            Assert.Equal("x **** y", Redactor.Redact($"x {prefix}{id} y"));
        }

        Assert.Equal("someclient is readonly", Redactor.Redact("someclient is readonly"));
    }

    [Theory]
    [InlineData("sk-")]
    [InlineData("eyJ.")]
    [InlineData("://a")]
    [InlineData("password=")]
    [InlineData("token")]
    [InlineData("Bearer a")]
    [InlineData("-----BEGIN ")]
    [InlineData("\\\"")]
    public void Redact_MebibyteOfBeginnings_TakesLinearTime(string piece)
    {
        var quarter = Repeat(piece, 1 << 18);
        var whole = Repeat(piece, 1 << 20);
        // Four times the text; the square would be sixteen times. Another program's turn on the processor may fall into
        // either scan, so one good pair of many is enough: a quadratic scan has none.
        Assert.Contains(Enumerable.Range(0, 20), _ =>
        {
            var cost = Cost(whole);
            return cost < TimeSpan.FromMilliseconds(100) || cost < Cost(quarter) * 8;
        });
    }

    private static TimeSpan Cost(string text)
    {
        var start = Stopwatch.GetTimestamp();
        Redactor.Redact(text);
        return Stopwatch.GetElapsedTime(start);
    }

    private static string Repeat(string piece, int length) =>
        new StringBuilder().Insert(0, piece, (length / piece.Length) + 1).ToString(0, length);
}
