using Platform.ServiceDefaults.Settings;

namespace Platform.ServiceDefaults.Security;

/// <summary>Which pages of other origins may call a service from a browser (CORS).</summary>
public sealed class CrossOriginOptions
{
    /// <summary>Origins such as <c>https://app.example.org</c>; <c>*</c> alone takes any, without credentials. Empty: none.</summary>
    public IList<string> Origins { get; } = [];

    /// <summary>Methods that pages may use.</summary>
    public IList<string> Methods { get; } = ["GET", "POST", "PUT", "DELETE", "OPTIONS"];

    /// <summary>Request headers that pages may send.</summary>
    public IList<string> Headers { get; } =
        ["Authorization", "Content-Type", "X-Request-ID", "X-API-Key", "Idempotency-Key", "Last-Event-ID", "Prefer", "Accept"];

    /// <summary>Response headers that pages may read, beside the rate limit's.</summary>
    public IList<string> Exposed { get; } = ["X-Request-ID", "Retry-After", "ETag", "Location"];

    /// <summary>Lets pages send cookies and HTTP authentication. Default false.</summary>
    public bool AllowCredentials { get; set; }

    /// <summary>True when any origin may call.</summary>
    public bool IsAnyOrigin => Origins.Contains("*");

    /// <summary>Takes these methods and no others.</summary>
    public void SetMethods(params string[] methods)
    {
        ArgumentNullException.ThrowIfNull(methods);
        Methods.Clear();
        foreach (var method in methods)
        {
            Methods.Add(method);
        }
    }

    /// <summary>Takes these request headers as well.</summary>
    public void AddHeaders(IEnumerable<string> headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        foreach (var header in headers)
        {
            Headers.Add(header);
        }
    }

    /// <summary>Reads the origins: <c>*</c> stops a production start, and elsewhere switches credentials off.</summary>
    public void ReadOrigins(SettingsReader settings, string name, params string[] fallback)
    {
        ArgumentNullException.ThrowIfNull(settings);
        foreach (var origin in settings.List(name, fallback))
        {
            if (origin == "*")
            {
                AllowCredentials = false;
                if (settings.IsProduction)
                {
                    settings.Fault($"{name} must not be * in production: name the origins.");
                }
            }
            else if (!Uri.TryCreate(origin, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")
                || address.AbsolutePath != "/")
            {
                settings.Fault($"{name}: '{origin}' is no origin such as https://app.example.org.");
                continue;
            }

            Origins.Add(origin.TrimEnd('/'));
        }
    }
}
