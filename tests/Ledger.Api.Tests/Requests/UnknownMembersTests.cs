using System.Text;
using Ledger.Api.Tests.Errors;
using Ledger.Api.Tests.Fakes;

namespace Ledger.Api.Tests.Requests;

/// <summary>A member that nobody reads is a wish that nobody hears: it is refused by name, in every body.</summary>
public sealed class UnknownMembersTests(LedgerWorld world) : IClassFixture<LedgerWorld>
{
    [Theory]
    [InlineData("splits", """{"input":"small","trainRatio":0.5,"ratio":0.5}""", "ratio")]
    [InlineData("splits", """{"input":"small","trainRatio":0.5,"train_name":"x"}""", "train_name")]
    [InlineData("transforms", """{"input":"small","output":"o","operation":"shuffle","proof":true}""", "proof")]
    [InlineData("transforms", """{"input":"small","output":"o","operation":"sample","parameters":{"n":1,"sead":2}}""", "sead")]
    [InlineData("merges", """{"inputs":["small","small"],"output":"o","order":[1,0]}""", "order")]
    [InlineData("validations", """{"dataset":"small","validationType":"t","passed":true,"detail":{}}""", "detail")]
    [InlineData("entries", """{"operationType":"t","params":{}}""", "params")]
    [InlineData("proofs", """{"dataset":"numbers","statement":{"type":"open","v":1,"rows":"1000"},"recorded":true}""", "recorded")]
    [InlineData("datasets", """{"manifest":{"name":"d","newversion2":true}}""", "newversion2")]
    [InlineData("datasets", """{"manifest":{"name":"d"},"rows":[]}""", "rows")]
    public Task Body_WithAnUnknownMember_IsRefusedByName(string path, string body, string member) =>
        RefusedAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), 400, "bad_request", member);

    [Theory]
    [InlineData("""{"type":"sum","v":1,"claims":[["n","500500"]],"scale":0}""", "scale")]
    [InlineData("""{"type":"open","v":1,"rows":"1000","columns":["n"]}""", "columns")]
    [InlineData("""{"type":"bound","v":1,"terms":[["n",1]],"lo":"0","hi":"1","bits":1,"min":"0"}""", "min")]
    public Task Statement_WithAnUnknownMember_IsRefusedByName(string statement, string member) => RefusedAsync(
        "proofs", new StringContent($$"""{"dataset":"numbers","statement":{{statement}}}""", Encoding.UTF8, "application/json"), 422, "statement", member);

    [Theory]
    [InlineData("""{"name":"d","newVersions":true}""", "newVersions")]
    [InlineData("""{"name":"d","columns":[{"name":"a","type":"int64","nulable":true}]}""", "nulable")]
    public Task Manifest_WithAnUnknownMember_IsRefusedByName(string manifest, string member) => RefusedAsync(
        "datasets", new MultipartFormDataContent { { new StringContent(manifest), "manifest" }, { new StringContent("a\n1\n"), "file", "d.csv" } },
        400, "bad_request", member);

    [Fact]
    public async Task Manifest_WithTheSwitchesOfOlderClients_IsTaken() => await world.Host.As().PostJsonAsync(
        "/api/ledgers/p/datasets", LedgerRequests.File("d.csv", "a\n1\n", new
        {
            name = "switched",
            hashAlgorithm = "sha2-256",
            proofType = "integrity",
            highPerformance = true,
            parallel = 4,
            cache = true,
            privacyLevel = "high",
        })).OkAsync();

    private async Task RefusedAsync(string path, HttpContent body, int status, string code, string member)
    {
        var (problem, _) = await Refusal.AssertAsync(
            world.Host, () => world.Host.As().PostAsync("/api/ledgers/p/" + path, body, TestContext.Current.CancellationToken), status, code);
        Assert.Contains(member, (string)problem["detail"]!, StringComparison.Ordinal);
    }
}
