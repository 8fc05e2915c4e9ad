using FsCheck;
using FsCheck.Fluent;
using Platform.ServiceDefaults.Auth;

namespace ServiceDefaults.Tests.Auth;

public sealed class ApiKeyTests
{
    private static readonly string Digest = Convert.ToHexStringLower(ApiKey.HashOf("k-alpha"));

    [Theory]
    [InlineData("k-alpha", null, "k-alpha", null)]
    [InlineData("alpha=k-alpha", "alpha", "k-alpha", null)]
    [InlineData("ro=k-ro:readonly", "ro", "k-ro", "readonly")]
    [InlineData("ci=k:session:create|session:read", "ci", "k", "session:create,session:read")]
    [InlineData("q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=", null, "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=", null)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA==", null, "AAAAAAAAAAAAAAAAAAAAAA==", null)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA==:admin", null, "AAAAAAAAAAAAAAAAAAAAAA==", "admin")]
    [InlineData("alpha=AAAAAAAAAAAAAAAAAAAAAA==", "alpha", "AAAAAAAAAAAAAAAAAAAAAA==", null)]
    public void Parse_Wellformed_GivesNameHashAndGrants(string entry, string? name, string secret, string? grants)
    {
        Assert.Null(ApiKey.Parse(entry, out var key));
        Assert.Equal(name, key!.Name);
        Assert.Equal(ApiKey.HashOf(secret), key.Hash);
        Assert.Equal(grants, key.Grants is null ? null : string.Join(',', key.Grants));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("alpha=", "alpha")]
    public void Parse_GivenByHash_EqualsTheKeyItself(string prefix, string? name)
    {
        Assert.Null(ApiKey.Parse($"{prefix}sha256:{Digest.ToUpperInvariant()}:user", out var key));
        Assert.Equal(name, key!.Name);
        Assert.Equal(ApiKey.HashOf("k-alpha"), key.Hash);
        Assert.Equal(["user"], key.Grants);
    }

    [Theory]
    [InlineData("sha256:abc")]
    [InlineData("a=sha256:zz")]
    [InlineData(":admin")]
    [InlineData("alpha=key:")]
    public void Parse_Malformed_SaysWhyWithoutTheEntry(string entry)
    {
        var problem = ApiKey.Parse(entry, out var key);
        Assert.NotNull(problem);
        Assert.Null(key);
        Assert.DoesNotContain("abc", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_AnyName_IsReadBack() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyString>().Filter(IsKey), ArbMap.Default.ArbFor<PositiveInt>(),
        (key, number) =>
        {
            Assert.Null(ApiKey.Parse($"name{number.Get}={key.Get}", out var parsed));
            return parsed!.Name == $"name{number.Get}" && parsed.Hash.SequenceEqual(ApiKey.HashOf(key.Get));
        }));

    private static bool IsKey(NonEmptyString text) =>
        !text.Get.Contains(':', StringComparison.Ordinal) && !text.Get.All(c => c == '=') && !text.Get.Any(char.IsControl)
        && !text.Get.StartsWith("sha256:", StringComparison.Ordinal);
}
