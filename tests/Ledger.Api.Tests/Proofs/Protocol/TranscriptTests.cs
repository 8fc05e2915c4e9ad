using Ledger.Api.Proofs.Protocol;

namespace Ledger.Api.Tests.Proofs.Protocol;

public class TranscriptTests
{
    [Fact]
    public void Challenge_ContractVector_GivesContractScalars()
    {
        var transcript = new Transcript();
        transcript.Absorb("origin", "ledger.example/vectors"u8);
        transcript.Absorb("nonce", default(ReadOnlySpan<byte>));
        Assert.Equal(
            "ec0cff44afbc6f0069b2e7cdef965cd5e132e048223962c4757a3666d8d59f03",
            Convert.ToHexStringLower(transcript.Challenge("rho").ToBytes()));
        Assert.Equal(
            "73d3b1cfb23835faf650a35dfb35fa86a3189026292d6ddc3d29abf6ca68ea08",
            Convert.ToHexStringLower(transcript.Challenge("e").ToBytes()));
    }
}
