using System.Globalization;
using System.Net;
using System.Text;

namespace Ledger.Api.Reports;

/// <summary>A report as one page without scripts.</summary>
internal static class HtmlReport
{
    /// <summary>The page.</summary>
    public static string Write(AuditReport report)
    {
        var html = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Audit of ")
            .Append(Text(report.Origin)).Append("</title><style>body{font:15px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}"
                + "table{border-collapse:collapse;width:100%}td,th{border:1px solid #bbb;padding:.3rem .5rem;text-align:left;vertical-align:top}"
                + "pre{overflow:auto;background:#f4f4f4;padding:.5rem}.bad{color:#b00020}</style><h1>Audit of ")
            .Append(Text(report.Origin)).Append("</h1><p>").Append(report.Valid ? "Everything checked holds." : "<strong class=\"bad\">Something does not hold.</strong>")
            .Append(CultureInfo.InvariantCulture, $" Made {report.GeneratedAt}.</p><h2>Log</h2><p>Key: <code>{Text(report.VerifierKey)}</code></p>")
            .Append(CultureInfo.InvariantCulture, $"<pre>{Text(report.Checkpoint ?? "no checkpoint yet")}</pre><h2>Entries</h2>")
            .Append("<table><tr><th>Index<th>Operation<th>Dataset<th>Time<th>Values<th>Checks</tr>");
        foreach (var entry in report.Entries)
        {
            var checks = string.Join(", ", entry.Checks.Select(check => check.Name + (check.Ok ? "" : " FAILED")));
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{entry.Index}<td>{Member(entry, "op")}<td>{Member(entry, "dataset")}")
                .Append(CultureInfo.InvariantCulture, $"<td>{Member(entry, "time")}<td>{Text(entry.Values)}<td{(entry.Ok ? "" : " class=\"bad\"")}>{Text(checks)}</tr>");
        }

        html.Append("</table><h2>Proofs</h2><table><tr><th>Dataset<th>Statement<th>Bytes<th>Holds</tr>");
        foreach (var proof in report.Proofs)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(proof.Dataset)}<td><code>{Text(proof.Statement?.GetRawText() ?? "")}</code><td>{proof.ProofBytes}")
                .Append(CultureInfo.InvariantCulture, $"<td>{(proof.Valid ? "yes" : "<span class=\"bad\">no: " + Text(proof.FailedCheck!) + "</span>")}</tr>");
        }

        html.Append("</table><h2>What this does not show</h2>").Append(List(report.Limits)).Append("<h2>How to check it</h2>").Append(List(report.Instructions));
        return html.Append("</html>").ToString();
    }

    private static string Member(AuditedEntry entry, string name) => entry.Entry.TryGetProperty(name, out var value) ? Text(value.ToString()) : "";

    private static string List(IEnumerable<string> items) => "<ul>" + string.Concat(items.Select(item => $"<li>{Text(item)}</li>")) + "</ul>";

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
