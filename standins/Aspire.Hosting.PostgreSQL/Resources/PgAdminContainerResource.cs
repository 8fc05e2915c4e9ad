using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Postgres;

/// <summary>pgAdmin, which the genuine host runs beside the server and the local host does not.</summary>
/// <param name="name">Name of the resource.</param>
public sealed class PgAdminContainerResource(string name) : ContainerResource(name);
