using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Ephemeris.Api.Kernels;

namespace Ephemeris.Api.Tests.Kernels;

public sealed class KernelDownloadTests : IDisposable
{
    private static readonly Uri Base = new("http://kernels.test/planets/");

    private readonly string _folder = Directory.CreateTempSubdirectory("fetch").FullName;
    private readonly byte[] _content = SyntheticKernel.Type13();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Fetch_WholeFile_IsCheckedAndRenamed()
    {
        var server = new Server(_content);
        Assert.Equal(Path.Combine(_folder, "de999.bsp"), Expect(await Fetch(server, Source())));
        Assert.Equal(_content, await File.ReadAllBytesAsync(Path.Combine(_folder, "de999.bsp"), TestContext.Current.CancellationToken));
        Assert.Equal(["de999.bsp"], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Fetch_ConnectionBreaks_GoesOnWhereItStopped()
    {
        var server = new Server(_content) { BreakAfter = 3000 };
        Expect(await Fetch(server, Source()));
        Assert.Equal([0L, 3000L], server.Starts.Take(2));
        Assert.True(server.Starts.Count <= 5);
    }

    [Fact]
    public async Task Fetch_FileReplacedMeanwhile_StartsAnew()
    {
        var server = new Server(_content) { BreakAfter = 3000, ChangesTag = true };
        Expect(await Fetch(server, Source()));
        Assert.All(server.Starts, start => Assert.Equal(0L, start));
    }

    [Fact]
    public async Task Fetch_WrongDigest_LeavesNothingBehind()
    {
        var server = new Server(_content);
        var outcome = await Fetch(server, Source() with { Sha256 = new string('0', 64) });
        Assert.Equal("SHA-256", Assert.IsType<KernelDamaged>(KernelData.ErrorOf(outcome)).Field);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Fetch_NotFound_IsNotTriedAgain()
    {
        var server = new Server(_content) { Status = HttpStatusCode.NotFound };
        Assert.IsType<KernelNotFetched>(KernelData.ErrorOf(await Fetch(server, Source())));
        Assert.Single(server.Starts);
    }

    [Fact]
    public async Task Fetch_AlreadyThere_AsksNobody()
    {
        await File.WriteAllBytesAsync(Path.Combine(_folder, "de999.bsp"), _content, TestContext.Current.CancellationToken);
        var server = new Server(_content);
        Expect(await Fetch(server, Source()));
        Assert.Empty(server.Starts);
    }

    private static string Expect(Platform.ServiceDefaults.Errors.Outcome<string> outcome)
    {
        Assert.True(outcome.TryGet(out var path, out var error), error?.Detail);
        return path;
    }

    private KernelSource Source() => new("de999.bsp", _content.Length, Convert.ToHexStringLower(SHA256.HashData(_content)));

    private async Task<Platform.ServiceDefaults.Errors.Outcome<string>> Fetch(Server server, KernelSource source)
    {
#pragma warning disable RS0030 // The server is scripted: there is nothing for a factory's pipeline to do.
        using var http = new HttpClient(server, disposeHandler: false);
#pragma warning restore RS0030
        return await new KernelDownload(http, new AtOnce()).FetchAsync(
            source, Base, _folder, new Progress<(long, long)>(), TestContext.Current.CancellationToken);
    }

    /// <summary>Pauses that are over when they begin.</summary>
    private sealed class AtOnce : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.Zero : dueTime, period);
    }

    /// <summary>A server that may break off, change its file or refuse.</summary>
    private sealed class Server(byte[] content) : HttpMessageHandler
    {
        public int? BreakAfter { get; init; }

        public bool ChangesTag { get; init; }

        public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

        public List<long> Starts { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var tag = new EntityTagHeaderValue(ChangesTag ? $"\"{Starts.Count}\"" : "\"same\"");
            var goesOn = request.Headers.Range is not null && request.Headers.IfRange?.EntityTag?.Equals(tag) == true;
            var start = goesOn ? request.Headers.Range!.Ranges.First().From!.Value : 0L;
            Starts.Add(start);
            var rest = content[(int)start..];
            // The first answers break; a client that starts anew each time gets a whole one in the end.
            var breaks = BreakAfter is { } after && after < rest.Length && Starts.Count < 3 ? after : (int?)null;
            var body = new StreamContent(new Breaking(rest, breaks));
            body.Headers.ContentLength = rest.Length;
            return Task.FromResult(new HttpResponseMessage(Status == HttpStatusCode.OK && goesOn ? HttpStatusCode.PartialContent : Status)
            {
                Content = body,
                Headers = { ETag = tag },
            });
        }
    }

    private sealed class Breaking(byte[] bytes, int? after) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (after is { } limit && Position >= limit)
            {
                throw new IOException("connection reset");
            }

            var most = after is { } end ? (int)Math.Min(buffer.Length, end - Position) : buffer.Length;
            return base.ReadAsync(buffer[..most], cancellationToken);
        }
    }
}
