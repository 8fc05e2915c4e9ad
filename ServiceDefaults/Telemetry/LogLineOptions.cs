namespace Platform.ServiceDefaults.Telemetry;

/// <summary>How console log lines look; a service whose contract names other fields changes them in its own Add.</summary>
public sealed class LogLineOptions
{
    /// <summary>Name of the correlation id's field in JSON lines. Default <c>correlationId</c>.</summary>
    public string CorrelationField { get; set; } = "correlationId";

    /// <summary>Turns the name of a log value (<c>SessionId</c>) into a field's name. Default: first letter lower.</summary>
    public Func<string, string> FieldName { get; set; } = static name =>
        name.Length > 0 && char.IsUpper(name[0]) ? char.ToLowerInvariant(name[0]) + name[1..] : name;
}
