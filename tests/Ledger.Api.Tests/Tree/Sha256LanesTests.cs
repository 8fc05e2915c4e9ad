using System.Security.Cryptography;
using Ledger.Api.Tree;

namespace Ledger.Api.Tests.Tree;

public sealed class Sha256LanesTests
{
    [Fact]
    public void Hash_OfEightMessages_IsThatOfTheSystem()
    {
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            var lengths = Enumerable.Range(0, 8).Select(_ => random.Next(0, 300)).ToArray();
            var stride = Sha256Lanes.PaddedBytes(lengths.Max());
            var messages = new byte[8 * stride];
            random.NextBytes(messages);
            var expected = lengths.Select((length, lane) => MerkleHash.Sha256(messages.AsSpan(lane * stride, length))).ToArray();
            for (var lane = 0; lane < 8; lane++)
            {
                Sha256Lanes.Pad(messages.AsSpan(lane * stride), lengths[lane]);
            }

            var hashes = new Digest[8];
            Sha256Lanes.Hash(
                messages, stride, [.. lengths.Select(length => Sha256Lanes.PaddedBytes(length) / 64)], Sha256Lanes.Initial, hashes);
            Assert.Equal(expected, hashes);
        }
    }

    [Fact]
    public void Hash_FromHmacStates_IsThatOfTheSystem()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var (inner, outer) = Sha256Lanes.HmacStates(key);
        var messages = new byte[8 * 64];
        for (var lane = 0; lane < 8; lane++)
        {
            messages[lane * 64] = (byte)lane;
            Sha256Lanes.Pad(messages.AsSpan(lane * 64), 11, 64);
        }

        int[] blocks = [1, 1, 1, 1, 1, 1, 1, 1];
        var hashes = new Digest[8];
        Sha256Lanes.Hash(messages, 64, blocks, inner, hashes);
        for (var lane = 0; lane < 8; lane++)
        {
            hashes[lane].CopyTo(messages.AsSpan(lane * 64));
            Sha256Lanes.Pad(messages.AsSpan(lane * 64), 32, 64);
        }

        Sha256Lanes.Hash(messages, 64, blocks, outer, hashes);
        for (var lane = 0; lane < 8; lane++)
        {
            var message = new byte[11];
            message[0] = (byte)lane;
            Assert.Equal(Digest.Read(HMACSHA256.HashData(key, message)), hashes[lane]);
        }
    }
}
