using System.Security.Cryptography;
using Ledger.Api.Proofs.Protocol;

namespace Ledger.Api.Tests.Proofs.Protocol;

public class ShakeStreamTests
{
    /// <summary>FIPS 202 test vectors: SHAKE-256 of nothing and of "abc".</summary>
    [Theory]
    [InlineData("", "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f")]
    [InlineData("616263", "483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739")]
    public void Read_FipsMessages_GivesFipsBytes(string message, string expected)
    {
        var bytes = new byte[32];
        new ShakeStream(Convert.FromHexString(message)).Read(bytes);
        Assert.Equal(expected, Convert.ToHexStringLower(bytes));
    }

    [Fact]
    public void Read_InUnevenParts_GivesTheFrameworksStream()
    {
        Assert.SkipUnless(Shake256.IsSupported, "The framework has no SHAKE-256 here to compare with.");
        var message = Enumerable.Range(0, 135).Select(i => (byte)i).ToArray();
        var expected = Shake256.HashData(message, 1000);
        var actual = new byte[1000];
        var stream = new ShakeStream(message);
        for (var (at, part) = (0, 1); at < 1000; at += part, part = Math.Min(part + 37, 1000 - at))
        {
            stream.Read(actual.AsSpan(at, part));
        }

        Assert.Equal(expected, actual);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ShakeStream(new byte[136]));
    }
}
