using Npgsql;
using Platform.ServiceDefaults.Data;

namespace ServiceDefaults.Tests.Data;

public sealed class ConnectionUrlTests
{
    [Fact]
    public void Postgres_Url_GivesTheDriversKeywords()
    {
        var parsed = new NpgsqlConnectionStringBuilder(
            ConnectionUrl.Postgres("postgresql://ann:p%40ss%3Aword@db.test:6432/led%2Dger?sslmode=require&application_name=x"));
        Assert.Equal(("db.test", 6432, "led-ger"), (parsed.Host, parsed.Port, parsed.Database));
        Assert.Equal(("ann", "p@ss:word"), (parsed.Username, parsed.Password));
        Assert.Equal((SslMode.Require, "x"), (parsed.SslMode, parsed.ApplicationName));
    }

    [Fact]
    public void Postgres_UrlWithoutPort_TakesTheDefault() =>
        Assert.Equal(5432, new NpgsqlConnectionStringBuilder(ConnectionUrl.Postgres("postgres://h/d")).Port);

    [Theory]
    [InlineData("postgres://h")]
    [InlineData("postgres://")]
    [InlineData("postgres://h/d?nonsense=1")]
    public void Postgres_UrlThatNamesTooLittle_IsRefused(string url) =>
        Assert.Throws<FormatException>(() => ConnectionUrl.Postgres(url));

    [Theory]
    [InlineData("redis://:secret@h:7000/2", "h:7000,password=secret,defaultDatabase=2")]
    [InlineData("rediss://user:p%20w@h", "h:6379,password=p w,ssl=true")]
    [InlineData("redis://h", "h:6379")]
    [InlineData("h:1,password=x", "h:1,password=x")]
    public void Redis_Url_GivesTheDriversOptions(string url, string expected) => Assert.Equal(expected, ConnectionUrl.Redis(url));

    [Theory]
    [InlineData("redis://h/x")]
    [InlineData("redis://:a%2Cb@h")]
    public void Redis_UrlThatTheDriverCannotTake_IsRefused(string url) =>
        Assert.Throws<FormatException>(() => ConnectionUrl.Redis(url));
}
