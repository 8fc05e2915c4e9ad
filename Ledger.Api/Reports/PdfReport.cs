using System.Globalization;
using System.Text;

namespace Ledger.Api.Reports;

/// <summary>
/// A report as PDF 1.4 (ISO 32000-1): A4 pages of Courier text, written here because a text report needs five kinds of object.
/// Characters outside Latin-1 print as a question mark.
/// </summary>
internal static class PdfReport
{
    private const int LinesPerPage = 66;
    private const int LineCharacters = 92;

    /// <summary>The document.</summary>
    public static byte[] Write(AuditReport report)
    {
        var pages = Lines(report).SelectMany(Wrap).Chunk(LinesPerPage).ToArray();
        var objects = new List<string>
        {
            "<< /Type /Catalog /Pages 2 0 R >>",
            $"<< /Type /Pages /Count {pages.Length} /Kids [{string.Join(' ', pages.Select((_, i) => $"{4 + (2 * i)} 0 R"))}] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
        };
        for (var i = 0; i < pages.Length; i++)
        {
            objects.Add($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + (2 * i)} 0 R /Resources << /Font << /F1 3 0 R >> >> >>");
            var content = "BT /F1 9 Tf 11.5 TL 50 800 Td\n" + string.Concat(pages[i].Select(line => $"({Escape(line)}) Tj T*\n")) + "ET";
            objects.Add($"<< /Length {Encoding.Latin1.GetByteCount(content)} >>\nstream\n{content}\nendstream");
        }

        return Assemble(objects);
    }

    private static byte[] Assemble(List<string> objects)
    {
        using var output = new MemoryStream();
        void Put(string text) => output.Write(Encoding.Latin1.GetBytes(text));
        Put("%PDF-1.4\n");
        var offsets = new List<long>();
        for (var i = 0; i < objects.Count; i++)
        {
            offsets.Add(output.Position);
            Put($"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var xref = output.Position;
        Put($"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        offsets.ForEach(offset => Put(offset.ToString("0000000000", CultureInfo.InvariantCulture) + " 00000 n \n"));
        Put($"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n");
        return output.ToArray();
    }

    private static IEnumerable<string> Lines(AuditReport report)
    {
        yield return "Audit of " + report.Origin;
        yield return $"Made {report.GeneratedAt}. {(report.Valid ? "Everything checked holds." : "SOMETHING DOES NOT HOLD.")}";
        yield return "Key " + report.VerifierKey;
        yield return "";
        foreach (var line in (report.Checkpoint ?? "no checkpoint yet").Split('\n'))
        {
            yield return line;
        }

        yield return "Entries";
        foreach (var entry in report.Entries)
        {
            var name = entry.Entry.TryGetProperty("dataset", out var dataset) ? dataset.GetString() : "";
            yield return $"{entry.Index,6}  {entry.Entry.GetProperty("op").GetString(),-12} {name}  {entry.Entry.GetProperty("time").GetString()}";
            yield return $"        {entry.Values}; {string.Join(", ", entry.Checks.Select(check => check.Name + (check.Ok ? " ok" : " FAILED")))}";
            yield return $"        leaf {entry.LeafHash}";
        }

        yield return "";
        yield return "Proofs";
        foreach (var proof in report.Proofs)
        {
            yield return $"{proof.Dataset}: {(proof.Valid ? "holds" : "FAILS at " + proof.FailedCheck)}, {proof.ProofBytes} bytes";
            yield return "        " + proof.Statement?.GetRawText();
        }

        yield return "";
        foreach (var line in report.Limits.Concat(report.Instructions))
        {
            yield return "- " + line;
        }
    }

    private static IEnumerable<string> Wrap(string line)
    {
        for (var at = 0; at == 0 || at < line.Length; at += LineCharacters)
        {
            yield return line.Substring(at, Math.Min(LineCharacters, line.Length - at));
        }
    }

    private static string Escape(string text) => string.Concat(text.Select(c => c switch
    {
        '(' or ')' or '\\' => $"\\{c}",
        '\u2014' => "\\227",
        < ' ' or > '\u00ff' => "?",
        _ => c.ToString(),
    }));
}
