using Aspire.Hosting.LocalServers;
using LocalServers.Tests.Running;

namespace LocalServers.Tests.Installing;

public sealed class NpmConfigurationTests : IDisposable
{
    private const string Package = "@scope/name";
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("registry=https://one.test/npm", "", null, "https://one.test/npm/")]
    [InlineData("registry=https://one.test/", "registry=https://two.test/", null, "https://one.test/")]
    [InlineData("", "registry = \"https://two.test/\"", null, "https://two.test/")]
    [InlineData("registry=https://one.test/", "", "https://three.test", "https://three.test/")]
    [InlineData("@scope:registry=https://four.test/", "", "https://three.test", "https://four.test/")]
    [InlineData("@other:registry=https://four.test/\nregistry=https://${NAME}.test/", "", null, "https://five.test/")]
    [InlineData("# registry=https://one.test/\n; registry=https://one.test/", "", null, null)]
    [InlineData("registry=/a/path", "", null, null)]
    [InlineData("", "", null, null)]
    public void RegistryOf_Configuration_FollowsNpmsOrder(string project, string user, string? variable, string? expected)
    {
        var configuration = Configuration(project, user, variable);

        Assert.Equal(expected, configuration.RegistryOf(Package)?.ToString());
    }

    [Fact]
    public void TokenFor_Registry_IsThatOfItsHostAndPath()
    {
        var configuration = Configuration("//one.test/npm/:_authToken=${NAME}\n//one.test/:_authToken=other", "", null);

        Assert.Equal("five", configuration.TokenFor(new Uri("https://one.test/npm/")));
        Assert.Null(configuration.TokenFor(new Uri("https://two.test/npm/")));
    }

    private NpmConfiguration Configuration(string project, string user, string? variable)
    {
        string[] files = [Path.Combine(_folder.Path, "project"), Path.Combine(_folder.Path, "user"), Path.Combine(_folder.Path, "none")];
        File.WriteAllText(files[0], project);
        File.WriteAllText(files[1], user);
        return new NpmConfiguration(files, name => name switch
        {
            "npm_config_registry" => variable,
            "NAME" => "five",
            _ => null,
        });
    }
}
