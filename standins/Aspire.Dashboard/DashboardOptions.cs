namespace Aspire.Dashboard;

/// <summary>How the dashboard is served.</summary>
/// <param name="Port">TCP port on 127.0.0.1; 0 takes a free one.</param>
/// <param name="Token">What a browser must present once to be let in; at least 16 characters.</param>
/// <param name="ApplicationName">Shown as the page's title.</param>
public sealed record DashboardOptions(int Port, string Token, string ApplicationName);
