using System.Text;

namespace Ledger.Benchmarks;

/// <summary>Columns as a CSV file, as their owner would have them.</summary>
internal static class CsvFile
{
    /// <summary>Writes a temporary file; the caller deletes it.</summary>
    public static string Write(long[][] columns)
    {
        var path = Path.Combine(Path.GetTempPath(), $"ledger-budgets-{Environment.ProcessId}.csv");
        using var file = new StreamWriter(path, append: false, Encoding.ASCII, 1 << 16) { NewLine = "\n" };
        file.WriteLine(string.Join(',', BenchDataset.Names));
        for (var row = 0; row < columns[0].Length; row++)
        {
            for (var column = 0; column < columns.Length; column++)
            {
                file.Write(columns[column][row]);
                file.Write(column == columns.Length - 1 ? '\n' : ',');
            }
        }

        return path;
    }
}
