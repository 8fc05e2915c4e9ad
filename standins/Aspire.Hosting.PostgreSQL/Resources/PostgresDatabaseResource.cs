using System.Data.Common;
using Npgsql;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A database of a PostgreSQL server, created when the server is ready.</summary>
/// <param name="name">Name of the resource.</param>
/// <param name="databaseName">Name of the database.</param>
/// <param name="postgresParentResource">The server.</param>
public class PostgresDatabaseResource(string name, string databaseName, PostgresServerResource postgresParentResource)
    : Resource(name), IResourceWithParent<PostgresServerResource>, IResourceWithConnectionString
{
    /// <summary>The server.</summary>
    public PostgresServerResource Parent { get; } = postgresParentResource;

    /// <summary>Name of the database.</summary>
    public string DatabaseName { get; } = databaseName;

    /// <summary>The server's connection string with the database's name.</summary>
    public ReferenceExpression ConnectionStringExpression
    {
        get
        {
            if (Parent.Given is { } given)
            {
                var own = new NpgsqlConnectionStringBuilder(given.ConnectionString) { Database = DatabaseName };
                return ReferenceExpression.Create($"{own.ConnectionString}");
            }

            // Quotes the name where it needs it.
            var database = new DbConnectionStringBuilder { ["Database"] = DatabaseName }.ConnectionString;
            return ReferenceExpression.Create($"{Parent};{database}");
        }
    }

    /// <summary><c>postgresql://user:password@host:port/database</c>.</summary>
    public ReferenceExpression UriExpression => Parent.Uri(Path);

    /// <summary><c>jdbc:postgresql://host:port/database</c>; user and password are given apart.</summary>
    public ReferenceExpression JdbcConnectionString => Parent.Jdbc(Path);

    /// <summary>Why the database could not be created when its server became ready last; null when it could.</summary>
    internal string? CreationFault { get; set; }

    private string Path => "/" + Uri.EscapeDataString(DatabaseName);

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
    [
        .. ((IResourceWithConnectionString)Parent).GetConnectionProperties()
            .Where(property => property.Key is not ("Uri" or "JdbcConnectionString")),
        new("Uri", UriExpression),
        new("JdbcConnectionString", JdbcConnectionString),
        new("DatabaseName", ReferenceExpression.Create($"{DatabaseName}")),
    ];
}

/// <summary>SQL that creates a database in place of <c>CREATE DATABASE</c>.</summary>
/// <param name="script">The SQL.</param>
internal sealed class PostgresCreationScriptAnnotation(string script) : IResourceAnnotation
{
    internal string Script { get; } = script;
}
