using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Platform.ServiceDefaults.Auth;
using ServiceDefaults.Tests.Fakes;

namespace ServiceDefaults.Tests.Auth;

public sealed class JwtValidatorTests
{
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes("0123456789abcdef0123456789abcdef");
    private readonly StillClock _clock = new();
    private readonly JwtOptions _options = new() { Secret = Secret, Skew = TimeSpan.FromSeconds(30) };

    [Fact]
    public void Validate_OwnToken_GivesItsClaims()
    {
        Assert.Null(Validate(JwtToken.Make(Secret, Grant() with { Roles = ["user"] }), out var subject));
        Assert.Equal("ada", subject);
    }

    // The example of RFC 7515 A.1: its key, header and payload, at a time before its exp.
    [Fact]
    public void Validate_Rfc7515Example_SignatureHolds()
    {
        _options.Secret = Base64Url.DecodeFromChars(
            "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
        _clock.Now = DateTimeOffset.FromUnixTimeSeconds(1300819000);
        const string Token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
            + "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
            + "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

        // The signature is accepted; the example has no subject, which is asked for after it.
        Assert.Equal(AuthFailure.BadClaim, Validate(Token, out _));
        Assert.Equal(AuthFailure.BadSignature, Validate(Token.Replace("dBjf", "dBjg", StringComparison.Ordinal), out _));
    }

    [Theory]
    [InlineData("""{"alg":"none"}""", "")]
    [InlineData("""{"alg":"None"}""", "")]
    [InlineData("""{"alg":"hs256"}""", null)]
    [InlineData("""{"alg":"HS512"}""", null)]
    [InlineData("""{"alg":"RS256"}""", null)]
    [InlineData("""{"typ":"JWT"}""", null)]
    [InlineData("""{"alg":"HS256","crit":["exp"]}""", null)]
    [InlineData("""{"alg":["HS256"]}""", null)]
    public void Validate_OtherAlgorithm_IsRefusedWhateverTheSignature(string header, string? signature) =>
        Assert.Equal(AuthFailure.WrongAlgorithm, Validate(Signed(header, Payload(), signature), out _));

    [Fact]
    public void Validate_PublicKeyAsSecret_IsRefused()
    {
        using var rsa = RSA.Create(2048);
        _options.PublicKey = rsa;
        _options.Secret = null;
        var publicPem = Encoding.UTF8.GetBytes(rsa.ExportSubjectPublicKeyInfoPem());
        Assert.Equal(AuthFailure.WrongAlgorithm, Validate(JwtToken.Make(publicPem, Grant()), out _));
    }

    [Fact]
    public void Validate_Rs256WithConfiguredKey_IsTakenAndTamperingIsNot()
    {
        using var rsa = RSA.Create(2048);
        _options.PublicKey = rsa;
        var signed = Part("""{"alg":"RS256"}""") + "." + Part(Payload());
        var signature = rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        Assert.Null(Validate(signed + "." + Base64Url.EncodeToString(signature), out _));
        signature[0] ^= 1;
        Assert.Equal(AuthFailure.BadSignature, Validate(signed + "." + Base64Url.EncodeToString(signature), out _));
    }

    [Theory]
    [InlineData(-29, null)]
    [InlineData(-31, AuthFailure.Expired)]
    [InlineData(1, null)]
    public void Validate_ExpiryAgainstSkew_Decides(int expiresInSeconds, AuthFailure? expected) =>
        Assert.Equal(expected, Validate(JwtToken.Make(Secret, Grant(expiresInSeconds)), out _));

    [Theory]
    [InlineData("""{"sub":"ada"}""", AuthFailure.BadClaim)]
    [InlineData("""{"sub":"ada","exp":"4000000000"}""", AuthFailure.BadClaim)]
    [InlineData("""{"sub":"ada","exp":1e999}""", AuthFailure.BadClaim)]
    [InlineData("""{"exp":4000000000}""", AuthFailure.BadClaim)]
    [InlineData("""{"sub":7,"exp":4000000000}""", AuthFailure.BadClaim)]
    [InlineData("""{"sub":"ada","exp":4000000000,"nbf":true}""", AuthFailure.BadClaim)]
    [InlineData("""{"sub":"ada","exp":4000000000,"nbf":3900000000}""", AuthFailure.NotYetValid)]
    [InlineData("""{"sub":"ada","exp":4000000000,"iat":3900000000}""", AuthFailure.NotYetValid)]
    [InlineData("""{"sub":"ada","exp":4000000000,"aud":"another"}""", AuthFailure.WrongAudience)]
    [InlineData("""{"sub":"ada","exp":4000000000,"aud":["another","sample"]}""", null)]
    [InlineData("""{"sub":"ada","exp":1,"exp":4000000000}""", AuthFailure.Malformed)]
    [InlineData("""["sub"]""", AuthFailure.Malformed)]
    [InlineData("""{"sub":"ada","exp":4000000000,"x":["\ud800"]}""", AuthFailure.Malformed)]
    [InlineData("""{"sub":"ada","exp":4000000000.5,"iat":1}""", null)]
    public void Validate_Claims_AreChecked(string payload, AuthFailure? expected) =>
        Assert.Equal(expected, Validate(Signed("""{"alg":"HS256"}""", payload, null), out _));

    [Theory]
    [InlineData("alcs-auth", "alcs-api", null)]
    [InlineData("another", "alcs-api", AuthFailure.WrongIssuer)]
    [InlineData(null, "alcs-api", AuthFailure.WrongIssuer)]
    [InlineData("alcs-auth", "sample", AuthFailure.WrongAudience)]
    [InlineData("alcs-auth", null, AuthFailure.WrongAudience)]
    public void Validate_ConfiguredIssuerAndAudience_AreDemanded(string? issuer, string? audience, AuthFailure? expected)
    {
        _options.Issuer = "alcs-auth";
        _options.Audience = "alcs-api";
        Assert.Equal(expected, Validate(
            JwtToken.Make(Secret, Grant() with { Issuer = issuer, Audience = audience }), out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("!!.e30.x")]
    public void Validate_NoToken_IsMalformed(string token) => Assert.Equal(AuthFailure.Malformed, Validate(token, out _));

    [Fact]
    public void Validate_NothingConfigured_RefusesEverything()
    {
        _options.Secret = null;
        Assert.Equal(AuthFailure.Malformed, Validate(JwtToken.Make(Secret, Grant()), out _));
    }

    [Fact]
    public void Validate_AnyChangedCharacter_IsRefused()
    {
        var token = JwtToken.Make(Secret, Grant());
        Check.QuickThrowOnFailure(Prop.ForAll(
            Gen.Choose(0, token.Length - 1).ToArbitrary(), Gen.Elements("Aa09-_.=".ToCharArray()).ToArbitrary(),
            (place, letter) => token[place] == letter
                || Validate(token[..place] + letter + token[(place + 1)..], out _) is not null));
    }

    [Fact]
    public void Validate_AnyText_NeverThrowsNorPasses() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<string>(), ArbMap.Default.ArbFor<string>(),
        (a, b) => Validate($"{a}.{b}.{a}", out _) is not null && Validate(Signed(a ?? "", b ?? "", null), out _) is not null));

    [Fact]
    public void Make_ShortSecret_IsRefused() =>
        Assert.Throws<ArgumentException>(() => JwtToken.Make(Secret[..31], Grant()));

    private AuthFailure? Validate(string token, out string? subject)
    {
        var failure = new JwtValidator(_options, "sample", _clock).Validate(token, out var claims);
        subject = failure is null ? claims.GetProperty("sub").GetString() : null;
        return failure;
    }

    private JwtGrant Grant(int expiresInSeconds = 60) =>
        new("ada", _clock.Now.AddHours(-1), TimeSpan.FromHours(1) + TimeSpan.FromSeconds(expiresInSeconds));

    private string Payload() => $$"""{"sub":"ada","exp":{{_clock.Now.AddHours(1).ToUnixTimeSeconds()}}}""";

    private static string Signed(string header, string payload, string? signature)
    {
        var signed = Part(header) + "." + Part(payload);
        return signed + "." + (signature
            ?? Base64Url.EncodeToString(HMACSHA256.HashData(Secret, Encoding.ASCII.GetBytes(signed))));
    }

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
