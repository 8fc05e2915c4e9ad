using System.Security.Cryptography;
using Ledger.Api.Backups;

namespace Ledger.Api.Tests.Backups;

public sealed class SealedFileTests
{
    private static readonly BackupKey Key = new(RandomNumberGenerator.GetBytes(BackupKey.Bytes));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(SealedFile.ChunkBytes - 1)]
    [InlineData(SealedFile.ChunkBytes)]
    [InlineData(SealedFile.ChunkBytes + 1)]
    [InlineData((3 * SealedFile.ChunkBytes) + 7)]
    public async Task Open_OfWhatWasSealed_GivesItBack(int length)
    {
        var text = RandomNumberGenerator.GetBytes(length);
        var (file, hash) = await SealAsync(text);
        Assert.Equal(SHA256.HashData(file), hash);
        Assert.Equal(text, await OpenAsync(file, Key, "b", "f"));
    }

    [Fact]
    public async Task Open_OfAnAlteredFile_IsRefusedByName()
    {
        var (file, _) = await SealAsync(RandomNumberGenerator.GetBytes((2 * SealedFile.ChunkBytes) + 100));
        const int Step = SealedFile.ChunkBytes + SealedFile.TagBytes;
        var (head, first, second, last) = (file[..SealedFile.HeadBytes], file[SealedFile.HeadBytes..][..Step], file[(SealedFile.HeadBytes + Step)..][..Step], file[(SealedFile.HeadBytes + (2 * Step))..]);
        List<byte[]> altered =
        [
            [], head, file[..^1], file[..(SealedFile.HeadBytes + Step)], file[..(SealedFile.HeadBytes + (2 * Step))], [.. file, 0],
            [.. head, .. second, .. first, .. last], [.. head, .. first, .. first, .. last], [.. head, .. first, .. last], [.. head, .. last],
        ];
        foreach (var at in (int[])[0, 3, 4, SealedFile.HeadBytes - 1, SealedFile.HeadBytes, SealedFile.HeadBytes + Step - 1, file.Length - 1, file.Length / 2])
        {
            var flipped = file.ToArray();
            flipped[at] ^= 1;
            altered.Add(flipped);
        }

        foreach (var bytes in altered)
        {
            Assert.StartsWith("b/f: ", (await Assert.ThrowsAsync<DamagedException>(() => OpenAsync(bytes, Key, "b", "f"))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Open_UnderAnotherKeyOrInAnotherPlace_IsRefused()
    {
        var (file, _) = await SealAsync([1, 2, 3]);
        var other = new BackupKey(RandomNumberGenerator.GetBytes(BackupKey.Bytes));
        Assert.NotEqual(Key.Id, other.Id);
        await Assert.ThrowsAsync<DamagedException>(() => OpenAsync(file, other, "b", "f"));
        await Assert.ThrowsAsync<DamagedException>(() => OpenAsync(file, Key, "c", "f"));
        await Assert.ThrowsAsync<DamagedException>(() => OpenAsync(file, Key, "b", "g"));
    }

    private static async Task<(byte[] File, byte[] Hash)> SealAsync(byte[] text)
    {
        using var file = new MemoryStream();
        await using var sealing = new SealingStream(file, Key, "b", "f");
        // Uneven pieces, so that chunk borders fall inside and between them.
        for (var at = 0; at < text.Length; at += 100_003)
        {
            await sealing.WriteAsync(text.AsMemory(at, Math.Min(100_003, text.Length - at)), TestContext.Current.CancellationToken);
        }

        await sealing.EndAsync(TestContext.Current.CancellationToken);
        Assert.Equal(file.Length, sealing.Written);
        return (file.ToArray(), sealing.Hash);
    }

    private static async Task<byte[]> OpenAsync(byte[] file, BackupKey key, string backup, string name)
    {
        await using var opening = new OpeningStream(new MemoryStream(file), key, backup, name);
        using var text = new MemoryStream();
        await opening.CopyToAsync(text, TestContext.Current.CancellationToken);
        return text.ToArray();
    }
}
