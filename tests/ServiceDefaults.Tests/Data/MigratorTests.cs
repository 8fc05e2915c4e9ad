using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Platform.ServiceDefaults.Data;
using ServiceDefaults.Tests.Fakes;

namespace ServiceDefaults.Tests.Data;

public sealed class MigratorTests(PostgresServer postgres)
{
    private static readonly MigrationFile First = new("sample", 1, "first", "CREATE TABLE things (id int PRIMARY KEY);");
    private static readonly MigrationFile Second = new("sample", 2, "second", "INSERT INTO things VALUES (1), (2);");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Apply_EmptyDatabase_RunsFilesInOrderOnce()
    {
        await using var source = await SourceAsync();
        await ApplyAsync(source, First, Second);
        await ApplyAsync(source, First, Second);
        Assert.Equal(2L, await ScalarAsync(source, "SELECT count(*) FROM things"));
        Assert.Equal(2L, await ScalarAsync(source, "SELECT count(*) FROM schema_migrations WHERE scope = 'sample'"));
    }

    [Fact]
    public async Task Apply_EightReplicasAtOnce_RunsEachFileOnce()
    {
        await using var source = await SourceAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ApplyAsync(source, First, Second)));
        Assert.Equal(2L, await ScalarAsync(source, "SELECT count(*) FROM things"));
    }

    [Fact]
    public async Task Apply_AppliedFileChanged_RefusesNamingTheFile()
    {
        await using var source = await SourceAsync();
        await ApplyAsync(source, First);
        var changed = First with { Sql = First.Sql + " -- edited" };
        var fault = await Assert.ThrowsAsync<MigrationException>(() => ApplyAsync(source, changed, Second));
        Assert.Contains("sample/Migrations/0001_first.sql was changed", fault.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await ScalarAsync(source, "SELECT count(*) FROM things"));
    }

    [Fact]
    public async Task Apply_OnlyLineEndsChanged_IsTheSameFile()
    {
        await using var source = await SourceAsync();
        var unix = First with { Sql = "CREATE TABLE a (\n id int);" };
        await ApplyAsync(source, unix);
        await ApplyAsync(source, new MigrationFile("sample", 1, "first", "CREATE TABLE a (\r\n id int);"));
    }

    [Fact]
    public async Task Apply_FileFailsHalfWay_LeavesNothingOfItBehind()
    {
        await using var source = await SourceAsync();
        var broken = new MigrationFile("sample", 2, "broken", "INSERT INTO things VALUES (1); SELECT nonsense FROM nowhere;");
        var fault = await Assert.ThrowsAsync<MigrationException>(() => ApplyAsync(source, First, broken));
        Assert.Contains("0002_broken.sql fails: 42P01", fault.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await ScalarAsync(source, "SELECT count(*) FROM things"));
        await ApplyAsync(source, First, Second);
    }

    [Fact]
    public async Task Apply_SameNumberInTwoScopes_RunsBoth()
    {
        await using var source = await SourceAsync();
        await ApplyAsync(source, new MigrationFile("platform", 1, "shared", "CREATE TABLE shared (id int);"), First);
        Assert.Equal(2L, await ScalarAsync(source, "SELECT count(*) FROM schema_migrations"));
    }

    [Theory]
    [InlineData("001_short.sql")]
    [InlineData("0001.sql")]
    [InlineData("0001-dash.sql")]
    [InlineData("0001_name.txt")]
    [InlineData("x001_name.sql")]
    public void Parse_NameOfAnotherShape_IsRefused(string name) =>
        Assert.Throws<MigrationException>(() => MigrationFile.Parse("sample", name, ""));

    [Fact]
    public void Parse_Name_GivesVersionAndName()
    {
        var file = MigrationFile.Parse("sample", "0042_add_things.sql", "SELECT 1");
        Assert.Equal((42, "add_things", "sample/Migrations/0042_add_things.sql"), (file.Version, file.Name, file.Label));
    }

    private static Task ApplyAsync(NpgsqlDataSource source, params MigrationFile[] files) =>
        new Migrator(source, NullLogger<Migrator>.Instance).ApplyAsync(files, Cancellation);

    private async Task<NpgsqlDataSource> SourceAsync() => NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());

    private static async Task<object?> ScalarAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
