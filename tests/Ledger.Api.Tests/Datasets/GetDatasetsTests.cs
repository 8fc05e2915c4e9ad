using Ledger.Api.Tests.Errors;
using Ledger.Api.Tests.Fakes;

namespace Ledger.Api.Tests.Datasets;

public sealed class GetDatasetsTests(LedgerWorld world) : IClassFixture<LedgerWorld>
{
    [Theory]
    [InlineData("GET", "small/versions/{0}")]
    [InlineData("GET", "small/versions/{0}/header")]
    [InlineData("GET", "small/versions/{0}/commitments?column=n")]
    [InlineData("DELETE", "small/versions/{0}/witness")]
    [InlineData("POST", "small/versions/{0}/rows/0/open")]
    public async Task Version_ThatIsNoneOfTheDatasets_IsNotFoundHoweverWritten(string method, string path)
    {
        foreach (var version in new[] { "2", "0", "one", "1.0", "-1", "99999999999999999999", "%31x" })
        {
            var at = "/api/ledgers/p/datasets/" + string.Format(System.Globalization.CultureInfo.InvariantCulture, path, version);
            await Refusal.AssertAsync(
                world.Host,
                () => world.Host.As().SendAsync(new HttpRequestMessage(new HttpMethod(method), at), TestContext.Current.CancellationToken),
                404, "dataset_not_found");
        }
    }
}
