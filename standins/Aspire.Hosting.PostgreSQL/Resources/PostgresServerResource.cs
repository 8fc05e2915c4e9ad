using Npgsql;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A PostgreSQL server: a container when published, a local process or a given server when run here.</summary>
public class PostgresServerResource : ContainerResource, IResourceWithConnectionString
{
    internal const string PrimaryEndpointName = "tcp";

    private const string DefaultUserName = "postgres";

    private readonly Dictionary<string, string> _databases = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<PostgresDatabaseResource> _databaseResources = [];

    /// <summary>A server.</summary>
    /// <param name="name">Name of the resource.</param>
    /// <param name="userName">Main account; null for <c>postgres</c>.</param>
    /// <param name="password">Its password.</param>
    public PostgresServerResource(string name, ParameterResource? userName, ParameterResource password) : base(name)
    {
        PrimaryEndpoint = new EndpointReference(this, PrimaryEndpointName);
        UserNameParameter = userName;
        PasswordParameter = password;
    }

    /// <summary>Where it listens.</summary>
    public EndpointReference PrimaryEndpoint { get; }

    /// <summary>Its host.</summary>
    public EndpointReferenceExpression Host => PrimaryEndpoint.Property(EndpointProperty.Host);

    /// <summary>Its port.</summary>
    public EndpointReferenceExpression Port => PrimaryEndpoint.Property(EndpointProperty.Port);

    /// <summary>Main account; null for <c>postgres</c>.</summary>
    public ParameterResource? UserNameParameter { get; internal set; }

    /// <summary>Main account.</summary>
    public ReferenceExpression UserNameReference => UserNameParameter is { } parameter
        ? ReferenceExpression.Create($"{parameter}")
        : ReferenceExpression.Create($"{DefaultUserName}");

    /// <summary>Password of the main account.</summary>
    public ParameterResource PasswordParameter { get; internal set; }

    /// <summary><c>Host=…;Port=…;Username=…;Password=…</c>.</summary>
    public ReferenceExpression ConnectionStringExpression => Given is { } given
        ? ReferenceExpression.Create($"{given.ConnectionString}")
        : ReferenceExpression.Create($"Host={Host};Port={Port};Username={UserNameReference};Password={PasswordParameter}");

    /// <summary><c>postgresql://user:password@host:port</c>.</summary>
    public ReferenceExpression UriExpression => Uri(string.Empty);

    /// <summary><c>jdbc:postgresql://host:port</c>; user and password are given apart.</summary>
    public ReferenceExpression JdbcConnectionString => Jdbc(string.Empty);

    /// <summary>Its databases: name of the database by name of the resource.</summary>
    public IReadOnlyDictionary<string, string> Databases => _databases;

    /// <summary>The server that configuration gave as <c>ConnectionStrings:name</c>; null when it is run here.</summary>
    internal NpgsqlConnectionStringBuilder? Given { get; init; }

    internal IReadOnlyList<PostgresDatabaseResource> DatabaseResources => _databaseResources;

    internal void AddDatabase(PostgresDatabaseResource database)
    {
        _databases.TryAdd(database.Name, database.DatabaseName);
        _databaseResources.Add(database);
    }

    internal ReferenceExpression Uri(string path)
    {
        if (Given is { } given)
        {
            var login = $"{System.Uri.EscapeDataString(given.Username ?? string.Empty)}:{System.Uri.EscapeDataString(given.Password ?? string.Empty)}";
            return ReferenceExpression.Create($"postgresql://{login}@{given.Host}:{PortText(given)}{path}");
        }

        return UserNameParameter is { } userName
            ? ReferenceExpression.Create($"postgresql://{userName:uri}:{PasswordParameter:uri}@{Host}:{Port}{path}")
            : ReferenceExpression.Create($"postgresql://{DefaultUserName}:{PasswordParameter:uri}@{Host}:{Port}{path}");
    }

    internal ReferenceExpression Jdbc(string path) => Given is { } given
        ? ReferenceExpression.Create($"jdbc:postgresql://{given.Host}:{PortText(given)}{path}")
        : ReferenceExpression.Create($"jdbc:postgresql://{Host}:{Port}{path}");

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties()
    {
        if (Given is { } given)
        {
            yield return new("Host", ReferenceExpression.Create($"{given.Host}"));
            yield return new("Port", ReferenceExpression.Create($"{PortText(given)}"));
            yield return new("Username", ReferenceExpression.Create($"{given.Username}"));
            yield return new("Password", ReferenceExpression.Create($"{given.Password}"));
        }
        else
        {
            yield return new("Host", ReferenceExpression.Create($"{Host}"));
            yield return new("Port", ReferenceExpression.Create($"{Port}"));
            yield return new("Username", UserNameReference);
            yield return new("Password", ReferenceExpression.Create($"{PasswordParameter}"));
        }

        yield return new("Uri", UriExpression);
        yield return new("JdbcConnectionString", JdbcConnectionString);
    }

    private static string PortText(NpgsqlConnectionStringBuilder given) =>
        given.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
