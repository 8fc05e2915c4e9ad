using System.Security.Cryptography;
using Ledger.Api.Backups.Targets;
using Microsoft.Extensions.DependencyInjection;

namespace Ledger.Api.Tests.Backups;

public sealed class S3BucketTests : IAsyncLifetime, IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
    private readonly string _folder = Directory.CreateTempSubdirectory("ledger-s3-").FullName;
    private S3Server _server = null!;

    public async ValueTask InitializeAsync() => _server = await S3Server.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Dispose();
    }

    public void Dispose()
    {
        _services.Dispose();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData((8 << 20) + 1)]
    [InlineData(20_000_000)]
    public async Task Put_OfAnyLength_ComesBackAsItWas(int length)
    {
        var bytes = RandomNumberGenerator.GetBytes(length);
        var bucket = Bucket();
        await bucket.PutAsync("a folder/ü+$.bin", await FileAsync(bytes), TestContext.Current.CancellationToken);
        Assert.Equal(["pre/a folder/ü+$.bin"], _server.Objects.Keys);
        Assert.Equal(bytes, await ReadAsync(bucket, "a folder/ü+$.bin"));
        Assert.Equal(0, _server.OpenUploads);
        await bucket.DeleteAsync("a folder/ü+$.bin", TestContext.Current.CancellationToken);
        Assert.Null(await bucket.OpenAsync("a folder/ü+$.bin", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task List_OverSeveralPages_GivesThoseOfThePrefix()
    {
        foreach (var key in (string[])["pre/x/1", "pre/x/2", "pre/x/3", "pre/x/4", "pre/x/5", "pre/x/6", "pre/x/7", "pre/y/1", "other"])
        {
            _server.Objects[key] = new byte[key.Length];
        }

        var listed = await Bucket().ListAsync("x/", TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(1, 7).Select(i => new StoredObject($"x/{i}", 7)), listed);
    }

    [Fact]
    public async Task Requests_FailingForAWhile_AreMadeAgain()
    {
        var failures = new Queue<int>([503, 500, 0, 429]);
        _server.Fail = _ => failures.TryDequeue(out var status) ? status : null;
        await Bucket().PutAsync("a", await FileAsync([1, 2, 3]), TestContext.Current.CancellationToken);
        Assert.Empty(failures);
        Assert.Equal([1, 2, 3], _server.Objects["pre/a"]);
    }

    [Fact]
    public async Task Download_Breaking_GoesOnWhereItStopped()
    {
        var bytes = RandomNumberGenerator.GetBytes(1_000_000);
        _server.Objects["pre/a"] = bytes;
        _server.BreakAfter.Enqueue(300_000);
        _server.BreakAfter.Enqueue(1);
        Assert.Equal(bytes, await ReadAsync(Bucket(), "a"));
        Assert.Equal(3, _server.Requests.Count);
    }

    [Fact]
    public async Task Upload_InPartsFailingForGood_LeavesNeitherObjectNorParts()
    {
        _server.Fail = request => request.Contains("partNumber=2", StringComparison.Ordinal) ? 503 : null;
        var failure = await Assert.ThrowsAsync<S3Exception>(async () =>
            await Bucket().PutAsync("a", await FileAsync(new byte[20_000_000]), TestContext.Current.CancellationToken));
        Assert.Contains("503 SlowDown", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Objects);
        Assert.Equal(0, _server.OpenUploads);
    }

    [Fact]
    public async Task Sweep_OfUploadsKilledHalfWay_AbortsThoseOlderThanADayAndNoOther()
    {
        // As if the process had died: neither the second part nor the abort comes through.
        _server.Fail = request => request.Contains("partNumber=2", StringComparison.Ordinal) || request.StartsWith("DELETE", StringComparison.Ordinal) ? 403 : null;
        var (today, bucket) = (_server.Now, Bucket());
        var file = await FileAsync(new byte[(8 << 20) + 1]);
        async Task KillAsync(string path, int hoursAgo)
        {
            _server.Now = today.AddHours(-hoursAgo);
            await Assert.ThrowsAsync<S3Exception>(() => bucket.PutAsync(path, file, TestContext.Current.CancellationToken));
        }

        foreach (var path in (string[])["x/a", "x/a", "x/b c", "x/d", "y/a"])
        {
            await KillAsync(path, 25);
        }

        await KillAsync("x/a", 23);
        _server.Fail = _ => null;
        await bucket.SweepAsync("x/", today.AddHours(-24), TestContext.Current.CancellationToken);
        Assert.Equal(["pre/x/a", "pre/y/a"], _server.OpenUploadKeys);
        await bucket.SweepAsync("", today.AddHours(-22), TestContext.Current.CancellationToken);
        Assert.Equal(0, _server.OpenUploads);
    }

    [Fact]
    public async Task Requests_UnderAWrongSecret_AreRefusedWithoutTellingIt()
    {
        var failure = await Assert.ThrowsAsync<S3Exception>(() => Bucket("not-the-secret").ListAsync("", TestContext.Current.CancellationToken));
        Assert.Contains("403 SignatureDoesNotMatch", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-secret", failure.ToString(), StringComparison.Ordinal);
        Assert.Single(_server.Requests);
    }

    private S3Bucket Bucket(string secret = S3Server.SecretKey) => new(
        _services.GetRequiredService<IHttpClientFactory>(),
        new S3Place(new Uri(_server.Address), S3Server.Bucket, "pre/", new S3Credentials(S3Server.AccessKey, secret, "us-east-1")),
        TimeProvider.System, TimeSpan.FromMilliseconds(1));

    private async Task<string> FileAsync(byte[] bytes)
    {
        var path = Path.Combine(_folder, "file");
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        return path;
    }

    private static async Task<byte[]> ReadAsync(S3Bucket bucket, string path)
    {
        await using var stream = await bucket.OpenAsync(path, TestContext.Current.CancellationToken);
        using var buffer = new MemoryStream();
        await stream!.CopyToAsync(buffer, TestContext.Current.CancellationToken);
        return buffer.ToArray();
    }
}
