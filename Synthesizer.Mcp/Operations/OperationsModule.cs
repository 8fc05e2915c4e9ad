using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Platform.ServiceDefaults.Correlation;
using Platform.ServiceDefaults.Telemetry;

namespace Synthesizer.Mcp.Operations;

/// <summary>Request ids and log fields as this service's contract names them.</summary>
internal static partial class OperationsModule
{
    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.Configure<CorrelationOptions>(static options =>
        {
            options.RequestHeaders.Clear();
            options.RequestHeaders.Add("X-Correlation-ID");
            options.OutgoingHeader = "X-Correlation-ID";
            options.IsValid = static id => Allowed().IsMatch(id);
            options.Generate = static () => Activity.Current?.TraceId.ToHexString() ?? Guid.NewGuid().ToString();
        });
        services.Configure<LogLineOptions>(static options =>
        {
            options.CorrelationField = "correlation_id";
            options.FieldName = SnakeCase;
        });
        return services;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{8,64}\z")]
    private static partial Regex Allowed();

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0 && text[^1] != '_')
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
